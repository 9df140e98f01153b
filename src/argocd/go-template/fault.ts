/** Why a template gives no text: it does not parse, or it fails while it runs. */
export interface TemplateFault {
  readonly fault: 'syntax' | 'execution';
  readonly message: string;
}

/** Ends a template; `renderGoTemplate` turns it into a value. */
export class Fault extends Error {
  constructor(
    readonly kind: TemplateFault['fault'],
    message: string,
  ) {
    super(message);
  }
}

/** Ends a template whose text nobody can tell offline, or only with more work than is worth it. */
export class CannotTell extends Error {}

export function failed(message: string): Fault {
  return new Fault('execution', message);
}
