/** Why a template gives no text: it does not parse, it fails while it runs, or it takes more work than is worth following. */
export interface TemplateFault {
  readonly fault: 'syntax' | 'execution' | 'limit';
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

/** Ends a template whose text nobody can tell offline. */
export class CannotTell extends Error {}

export function failed(message: string): Fault {
  return new Fault('execution', message);
}
