/**
 * Whether every reader, of YAML 1.1 and of 1.2, takes the text for a string when it stands there without quotes.
 * In doubt the answer is no: needless quotes cost two characters, missing ones an outage.
 */
export function isPlain(text: string): boolean {
  if (text === '') return false;
  switch (STARTS[text.charCodeAt(0)]) {
    case SAFE:
      return staysPlain(text);
    case DOUBTFUL:
      return staysPlain(text) && !WORD.test(text);
    case DASH:
      return FLAG.test(text) && staysPlain(text) && !WORD.test(text);
    case DIGIT:
      return QUANTITY.test(text);
    default:
      return false;
  }
}

/** Reads character codes instead of matching a pattern because nearly every value of every manifest comes by. */
function staysPlain(text: string): boolean {
  const last = text.length - 1;
  for (let index = 1; index <= last; index++) {
    switch (FOLLOWS[text.charCodeAt(index)]) {
      case SAFE:
        break;
      case SPACE:
        if (index === last || text[index + 1] === '#') return false;
        break;
      case COLON:
        if (index === last || text[index + 1] === ' ') return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

const [SAFE, DOUBTFUL, DASH, DIGIT, SPACE, COLON] = [1, 2, 3, 4, 5, 6] as const;

const STARTS = table([
  [SAFE, '_/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  [DOUBTFUL, 'yYnNoOtTfFeE'],
  [DASH, '-'],
  [DIGIT, '0123456789'],
]);

const FOLLOWS = table([
  [SAFE, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'],
  [SAFE, '!"#$%&\'()*+,-./;<=>?@[\\]^_`{|}~'],
  [SPACE, ' '],
  [COLON, ':'],
]);

function table(rows: [number, string][]): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const [kind, characters] of rows) {
    for (const character of characters) kinds[character.charCodeAt(0)] = kind;
  }
  return kinds;
}

// The npm package `yaml`, which cdk8s reads and writes with, takes e5 for a number without digits before its exponent.
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?\d+)$/i;

const FLAG = /^--?[A-Za-z]/;

// Only known units: 0xF, 0o7, 0b1 and 1e3 are a digit and letters, too.
const QUANTITY = /^(?:\d+(?:\.\d+)?(?:[KMGTPE]i|[kMGTPm%])|(?:\d+(?:ms|[smhd]))+)$/;
