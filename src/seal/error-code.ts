import { isMapping } from './mapping';

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string | undefined {
  return isMapping(error) && typeof error.code === 'string' ? error.code : undefined;
}
