/** A day, such as 2026-01-31. */
export type Day = `${number}-${number}-${number}`;
