/** What a long command says on stderr: lines that stay, and on a terminal one that is rewritten in place. */
export interface Progress {
  /** Nothing in a pipe or in CI. */
  readonly now: (what: string) => void;
  readonly line: (text: string) => void;
  readonly end: () => void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  const visible = stream.isTTY && !process.env.CI;
  const end = () => {
    if (visible) stream.write('\r\x1b[K');
  };
  return {
    now: (what) => {
      if (visible) stream.write(`\r\x1b[K${what.slice(0, (stream.columns ?? 80) - 3)} …`);
    },
    line: (text) => {
      end();
      stream.write(`${text}\n`);
    },
    end,
  };
}
