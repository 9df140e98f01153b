import { isLegacyZoneName, isZoneName } from './time-zone-names';
import { type Unknown, unknown } from './unknown';

/**
 * How far a time zone is ahead of UTC at a moment, in milliseconds. A zone that is not known counts as UTC: an offset
 * such as `+02:00`, an abbreviation such as `PST`, and a name in other letter case are none.
 */
export function zoneOffset(zone: string, now: Date): number | Unknown {
  if (zone === '' || zone === 'UTC') return 0;
  if (zone === 'Local') return unknown("the time zone of Argo CD's own machine");
  if (isLegacyZoneName(zone)) return unknown(`whether Argo CD's image has the old name ${zone} of a time zone`);
  if (!isZoneName(zone)) return 0;
  const written = writtenOffset(zone, now);
  if (written === undefined) return unknown(`the time zone ${zone}, which this Node.js does not know`);
  const [, sign, hours, minutes, seconds = 0] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(written) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

function writtenOffset(timeZone: string, now: Date): string | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(now);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  } catch {
    return undefined;
  }
}
