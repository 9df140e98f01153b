import { Interrupted, UsageError } from '../finding';

/** What of a terminal's input is needed; `process.stdin` of a terminal is one. */
export interface Terminal extends NodeJS.ReadableStream {
  readonly isTTY: true;
  setRawMode(raw: boolean): unknown;
}

export interface TextOutput {
  write(text: string): unknown;
}

/**
 * Asks for a value twice without showing it. The caller wipes it.
 *
 * The terminal is as before when this returns or throws, Ctrl-C included.
 * @throws UsageError when the two entries differ or are empty, or the user gives up
 */
export async function askHidden(name: string, terminal: Terminal, output: TextOutput): Promise<Buffer> {
  const keys = new Keys(terminal);
  // Before the question: what is typed ahead would be shown.
  terminal.setRawMode(true);
  try {
    return await askTwice(name, keys, output);
  } finally {
    keys.wipe();
    terminal.setRawMode(false);
    terminal.pause();
  }
}

async function askTwice(name: string, keys: Keys, output: TextOutput): Promise<Buffer> {
  const value = await readLine(`${name} (not shown): `, keys, output);
  let same = false;
  try {
    const again = await readLine(`${name} (again): `, keys, output);
    same = value.equals(again);
    again.fill(0);
  } finally {
    if (!same) value.fill(0);
  }
  // What a pipe must not say by accident, a second Enter must not either.
  if (same && value.length === 0) {
    throw failure(`nothing was typed for ${name}`, 'to seal an empty value on purpose: --from-file /dev/null');
  }
  if (same) return value;
  throw failure(`the two entries of ${name} differ`, 'run the command again');
}

/** In raw mode the terminal edits nothing, so what people expect of a line is done here. */
async function readLine(question: string, keys: Keys, output: TextOutput): Promise<Buffer> {
  output.write(question);
  const line = Buffer.alloc(LONGEST_LINE);
  let length = 0;
  try {
    for (;;) {
      const byte = await keys.next();
      if (byte === CTRL_C) throw new Interrupted({ where: 'prompt', message: 'interrupted; nothing was sealed' });
      if (byte === undefined || (byte === CTRL_D && length === 0)) throw failure('the input ended', 'type the value');
      if (byte === CARRIAGE_RETURN || byte === NEWLINE) return Buffer.from(line.subarray(0, length));
      if (byte === BACKSPACE || byte === DELETE) length = withoutLastCharacter(line, length);
      else if (byte === CTRL_U) length = 0;
      else if (byte < SPACE && byte !== TAB)
        throw failure('a control key was pressed', 'use --from-file for such values');
      else if (length === LONGEST_LINE) throw failure(`more than ${LONGEST_LINE} bytes were typed`, 'use --from-file');
      else line[length++] = byte;
    }
  } finally {
    line.fill(0);
    output.write('\n');
  }
}

/** UTF-8: a character is its first byte and the continuation bytes after it. */
function withoutLastCharacter(line: Buffer, length: number): number {
  let end = Math.max(length - 1, 0);
  while (end > 0 && ((line[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

/** Bytes one by one. What was pasted beyond the end of a line waits for the next. */
class Keys {
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;

  constructor(private readonly terminal: Terminal) {}

  async next(): Promise<number | undefined> {
    while (this.at === this.chunk.length) {
      this.wipe();
      const chunk = await nextChunk(this.terminal);
      if (!chunk) return undefined;
      this.chunk = chunk;
      this.at = 0;
    }
    return this.chunk[this.at++];
  }

  wipe(): void {
    this.chunk.fill(0);
  }
}

function nextChunk(terminal: Terminal): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      terminal.pause();
      terminal.off('data', onData).off('end', onEnd).off('error', onError);
      act();
    };
    const onData = (data: Buffer | string) => settle(() => resolve(Buffer.isBuffer(data) ? data : Buffer.from(data)));
    const onEnd = () => settle(() => resolve(undefined));
    const onError = (error: Error) => settle(() => reject(error));
    terminal.on('data', onData).on('end', onEnd).on('error', onError).resume();
  });
}

function failure(message: string, fix: string): UsageError {
  return new UsageError({ where: 'prompt', message: `${message}; nothing was sealed`, fix });
}

const LONGEST_LINE = 64 * 1024;
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const TAB = 0x09;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CTRL_U = 0x15;
const SPACE = 0x20;
const DELETE = 0x7f;
