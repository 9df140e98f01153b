/** What is wrong with something sealed. In which file or option it stands is for the reader of the problem to say. */
export interface Problem {
  /** What was found, and what was expected. Lower case, no full stop. */
  readonly message: string;
  readonly fix: string;
  /** The key of the Secret whose value is at fault; absent when it is the whole file. */
  readonly key?: string;
}
