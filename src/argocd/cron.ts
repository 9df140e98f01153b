import { fields } from './go-space';
import { type Unknown, unknown } from './unknown';

/** When a sync window starts: the minutes, hours and days of a five-field cron expression. */
export interface CronSchedule {
  readonly minutes: Times;
  readonly hours: Times;
  readonly days: Times;
  readonly months: Times;
  readonly weekdays: Times;
}

interface Times {
  readonly values: ReadonlySet<number>;
  /** Written with a star or a question mark, and without steps. */
  readonly any: boolean;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MINUTES: Bounds = { least: 0, most: 59 };
const HOURS: Bounds = { least: 0, most: 23 };
const DAYS: Bounds = { least: 1, most: 31 };
const MONTHS: Bounds = {
  least: 1,
  most: 12,
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
/** Sunday is 0, and never 7. */
const WEEKDAYS: Bounds = { least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

/** Undefined where Argo CD's parser refuses: no `@daily`, no seconds, no `7` for Sunday. */
export function parseCron(text: string): CronSchedule | Unknown | undefined {
  if (/^(CRON_)?TZ=/.test(text)) return unknown('a schedule with a time zone of its own; write timeZone instead');
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = fields(text);
  if (weekday === '' || more.length > 0) return undefined;
  const minutes = parseTimes(minute, MINUTES);
  const hours = parseTimes(hour, HOURS);
  const days = parseTimes(day, DAYS);
  const months = parseTimes(month, MONTHS);
  const weekdays = parseTimes(weekday, WEEKDAYS);
  return minutes && hours && days && months && weekdays && { minutes, hours, days, months, weekdays };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The first start after a moment, both in milliseconds UTC; undefined when five years bring none. */
export function nextStart(schedule: CronSchedule, after: number): number | undefined {
  // Seconds are looked at one by one, so the first one after the moment counts.
  const from = Math.floor(after / 1000) * 1000 + 1000;
  const lastYear = new Date(from).getUTCFullYear() + 5;
  for (let day = Math.floor(from / DAY) * DAY; new Date(day).getUTCFullYear() <= lastYear; day += DAY) {
    if (!isDay(schedule, new Date(day))) continue;
    for (const hour of ascending(schedule.hours)) {
      for (const minute of ascending(schedule.minutes)) {
        const start = day + (hour * 60 + minute) * MINUTE;
        if (start >= from) return start;
      }
    }
  }
  return undefined;
}

/** With both a day of the month and a weekday written out, either is enough. */
function isDay({ days, months, weekdays }: CronSchedule, date: Date): boolean {
  if (!months.values.has(date.getUTCMonth() + 1)) return false;
  const day = days.values.has(date.getUTCDate());
  const weekday = weekdays.values.has(date.getUTCDay());
  return days.any || weekdays.any ? day && weekday : day || weekday;
}

function ascending({ values }: Times): readonly number[] {
  return [...values].sort((one, other) => one - other);
}

/** Commas without anything between them say nothing, so that a lone comma is a time that never comes. */
function parseTimes(field: string, bounds: Bounds): Times | undefined {
  const values = new Set<number>();
  let any = false;
  for (const range of field.split(',')) {
    if (range === '') continue;
    const times = parseRange(range, bounds);
    if (times === undefined) return undefined;
    for (const value of times.values) values.add(value);
    any ||= times.any;
  }
  return { values, any };
}

function parseRange(text: string, bounds: Bounds): Times | undefined {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreBounds] = range.split('-');
  // What follows a star and a hyphen is not read.
  const any = low === '*' || low === '?';
  if (moreSteps.length > 0 || (!any && moreBounds.length > 0)) return undefined;
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  const start = any ? bounds.least : parseTime(low, bounds);
  const isOpen = any || (high === undefined && stepText !== undefined);
  const end = isOpen ? bounds.most : high === undefined ? start : parseTime(high, bounds);
  if (step === undefined || start === undefined || end === undefined) return undefined;
  if (step === 0 || start < bounds.least || end > bounds.most || start > end) return undefined;
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return { values, any: any && step === 1 };
}

function parseTime(text: string, { names }: Bounds): number | undefined {
  const named = text === '' ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1);
  return named === -1 ? parseNumber(text) : named;
}

function parseNumber(text: string): number | undefined {
  return /^(\+?\d+|-0+)$/.test(text) && Math.abs(Number(text)) < 2 ** 63 ? Math.abs(Number(text)) : undefined;
}
