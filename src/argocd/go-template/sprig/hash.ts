/** Hashes over bytes, one to a character, in hexadecimal. */

export function adler32(bytes: string): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; at++) {
    a = (a + bytes.charCodeAt(at)) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

export function sha1(bytes: string): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (const block of blocks32(bytes)) {
    const w = [...block];
    for (let t = 16; t < 80; t++) w.push(rotate(at(w, t - 3) ^ at(w, t - 8) ^ at(w, t - 14) ^ at(w, t - 16), 31));
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let t = 0; t < 80; t++) {
      const [f, k] =
        t < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : t < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : t < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      [a, b, c, d, e] = [(rotate(a, 27) + f + e + k + at(w, t)) >>> 0, a, rotate(b, 2), c, d];
    }
    for (const [nth, word] of [a, b, c, d, e].entries()) state[nth] = (at(state, nth) + word) >>> 0;
  }
  return hex32(state);
}

export function sha256(bytes: string): string {
  const state = PRIMES.slice(0, 8).map((prime) => Number(root(prime, 2n, 32n)));
  const k = PRIMES.slice(0, 64).map((prime) => Number(root(prime, 3n, 32n)));
  for (const block of blocks32(bytes)) {
    const w = [...block];
    for (let t = 16; t < 64; t++) {
      const [x, y] = [at(w, t - 15), at(w, t - 2)];
      const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      w.push((at(w, t - 16) + s0 + at(w, t - 7) + s1) >>> 0);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let t = 0; t < 64; t++) {
      const one =
        (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + at(k, t) + at(w, t)) >>> 0;
      const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [a, b, c, d, e, f, g, h] = [(one + two) >>> 0, a, b, c, (d + one) >>> 0, e, f, g];
    }
    for (const [nth, word] of [a, b, c, d, e, f, g, h].entries()) state[nth] = (at(state, nth) + word) >>> 0;
  }
  return hex32(state);
}

export function sha512(bytes: string): string {
  const state = PRIMES.slice(0, 8).map((prime) => root(prime, 2n, 64n));
  const k = PRIMES.map((prime) => root(prime, 3n, 64n));
  const message = padded(bytes, 128);
  for (let start = 0; start < message.length; start += 128) {
    const w: bigint[] = [];
    for (let t = 0; t < 16; t++) w.push(BigInt(`0x${hexOf(message.slice(start + 8 * t, start + 8 * t + 8))}`));
    for (let t = 16; t < 80; t++) {
      const [x, y] = [big(w, t - 15), big(w, t - 2)];
      const s0 = rotate64(x, 1n) ^ rotate64(x, 8n) ^ (x >> 7n);
      const s1 = rotate64(y, 19n) ^ rotate64(y, 61n) ^ (y >> 6n);
      w.push(BigInt.asUintN(64, big(w, t - 16) + s0 + big(w, t - 7) + s1));
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let t = 0; t < 80; t++) {
      const one =
        h + (rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n)) + ((e & f) ^ (~e & g)) + big(k, t) + big(w, t);
      const two = (rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [BigInt.asUintN(64, one + two), a, b, c, BigInt.asUintN(64, d + one), e, f, g];
    }
    for (const [nth, word] of [a, b, c, d, e, f, g, h].entries())
      state[nth] = BigInt.asUintN(64, big(state, nth) + word);
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}

const PRIMES: readonly bigint[] = firstPrimes(80);

function firstPrimes(count: number): bigint[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes.map(BigInt);
}

/** The first bits after the point of a square or cube root: where the constants of SHA-2 come from. */
function root(value: bigint, degree: bigint, bits: bigint): bigint {
  const scaled = value << (degree * bits);
  let low = 0n;
  let high = 1n << (bits + 6n);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(Number(bits), low);
}

/** The message, a one bit, zeros, and its length in bits, in whole blocks. */
function padded(bytes: string, block: number): string {
  const lengthBytes = block / 8;
  const zeros = (2 * block - 1 - lengthBytes - (bytes.length % block)) % block;
  const length = (bytes.length * 8).toString(16).padStart(lengthBytes * 2, '0');
  return `${bytes}\x80${'\0'.repeat(zeros)}${length.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))}`;
}

function* blocks32(bytes: string): Generator<readonly number[]> {
  const message = padded(bytes, 64);
  for (let start = 0; start < message.length; start += 64) {
    yield Array.from({ length: 16 }, (_, nth) => {
      const from = start + 4 * nth;
      const [a, b, c, d] = [0, 1, 2, 3].map((byte) => message.charCodeAt(from + byte));
      return (((a ?? 0) << 24) | ((b ?? 0) << 16) | ((c ?? 0) << 8) | (d ?? 0)) >>> 0;
    });
  }
}

function hexOf(bytes: string): string {
  let hex = '';
  for (let nth = 0; nth < bytes.length; nth++) hex += bytes.charCodeAt(nth).toString(16).padStart(2, '0');
  return hex;
}

function hex32(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}

function rotate(word: number, right: number): number {
  return ((word >>> right) | (word << (32 - right))) >>> 0;
}

function rotate64(word: bigint, right: bigint): bigint {
  return BigInt.asUintN(64, (word >> right) | (word << (64n - right)));
}

function at(words: readonly number[], nth: number): number {
  return words[nth] ?? 0;
}

function big(words: readonly bigint[], nth: number): bigint {
  return words[nth] ?? 0n;
}
