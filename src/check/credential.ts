/** Text in place of a value that something fills in later, or that is a mere name of where it is. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return (
    text === '' ||
    /^(<.*>|\*+|x{3,}|\.{3}|redacted|todo|placeholder|change-?me-?in-.*|null|none|true|false)$/i.test(text) ||
    /\$\(|\$\{|\$[A-Z_]|\{\{|%\(|__[A-Z_]+__/.test(text) ||
    /^(ENC\[|AGE-|vault:|ref\+|op:\/\/|secret:\/\/|awssm:|arn:|projects\/|gsm:|azurekeyvault:|path:)/i.test(text) ||
    /<path:/.test(text)
  );
}

/** What a credential in a text is, in words; the text itself is never told. */
export function credentialIn(text: string): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  if (/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text)) return 'a private key';
  for (const [what, pattern] of TOKENS) if (pattern.test(text)) return what;
  for (const [, password = ''] of text.matchAll(
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]{1,200}:([^\s/@'"]{1,200})@/gi,
  )) {
    if (!isPlaceholder(password) && !/^(password|pass|pwd|pw|secret|user|token)$/i.test(password)) {
      return 'a URL with a password';
    }
  }
  return undefined;
}

/** One look for what any of them has: nearly all texts have nothing of the kind. */
const SUSPICIOUS = /-----BEGIN|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|hooks\.slack|sk_live_|AIza|:\/\/[^\s/]*@/;

const SUSPICIOUSLY_NAMED = /pass|key|token/i;

/** Forms that nothing else has. */
const TOKENS: readonly (readonly [string, RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abpr]-[A-Za-z0-9-]{20,}/],
  ['a Slack webhook', /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/(?!X+\b)[A-Za-z0-9]{20,}/],
  ['a Stripe key', /\bsk_live_[A-Za-z0-9]{20,}/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
];

/** Whether a text of lines with keys and values may have one: to look at each of them costs several times as much. */
export function mayHoldCredential(text: string): boolean {
  return SUSPICIOUS.test(text) || SUSPICIOUSLY_NAMED.test(text);
}

/** Whether a value under such a key is a credential by what the key is called. */
export function isCredentialNamed(key: string, value: string): boolean {
  if (!SUSPICIOUSLY_NAMED.test(key)) return false;
  const word = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[-.]/g, '_');
  if (
    !/(^|_)(password|passwd|passphrase)$|(^|_)(secret|api|access|private|encryption)_?key$|(^|_)(auth|access|api|bearer|bot)_token$/.test(
      word,
    )
  ) {
    return false;
  }
  if (isPlaceholder(value) || /^\//.test(value) || /\s/.test(value.trim())) return false;
  // A key may be the name of one: `secretKey: password`.
  return /(password|passwd|passphrase)$/.test(word) ? value.length >= 4 : value.length >= 16 && /[0-9]/.test(value);
}
