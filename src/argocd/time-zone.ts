import { type Unknown, unknown } from './unknown';

/** How far a time zone is ahead of UTC at a moment, in milliseconds. A zone that is not known counts as UTC. */
export function zoneOffset(zone: string, now: Date): number | Unknown {
  if (zone === '' || zone === 'UTC') return 0;
  if (zone === 'Local') return unknown("the time zone of Argo CD's own machine");
  if (!isZone(zone)) return 0;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(now);
  const written = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = 0] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(written) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** Names only; an offset such as `+02:00` is no zone to Argo CD. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
