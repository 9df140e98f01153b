/** The code of an error that the system gave, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const coded = typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
  return coded && typeof error.code === 'string' ? error.code : undefined;
}
