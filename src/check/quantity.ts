/** What a Kubernetes quantity of bytes comes to; undefined for what is none. */
export function bytesOf(quantity: unknown): number | undefined {
  const [, number, unit = ''] =
    /^([0-9]+(?:\.[0-9]+)?)([EPTGMk]|[EPTGMK]i|e[0-9]+)?$/.exec(String(quantity ?? '')) ?? [];
  if (number === undefined) return undefined;
  if (unit.startsWith('e')) return Number(`${number}${unit}`);
  const power = 'KMGTPE'.indexOf(unit.charAt(0).toUpperCase()) + 1;
  return Number(number) * (unit.endsWith('i') ? 1024 : 1000) ** (unit === '' ? 0 : power);
}
