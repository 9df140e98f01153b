/** What a field of a source is to be: Kubernetes refuses an Application with anything else there. */
export type Wanted = (value: unknown) => boolean;

export type Fields = Readonly<Record<string, unknown>>;

export const text: Wanted = (value) => typeof value === 'string';
export const flag: Wanted = (value) => typeof value === 'boolean';
export const count: Wanted = (value) => Number.isInteger(value) || text(value);
export const mapping: Wanted = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

export function listOf(wanted: Wanted): Wanted {
  return (value) => Array.isArray(value) && value.every(wanted);
}

export function mapOf(wanted: Wanted): Wanted {
  return (value) => mapping(value) && Object.values(value as Fields).every(wanted);
}

/** Fields of other names, and null, are what Kubernetes leaves out. */
export function fields(wanted: Readonly<Record<string, Wanted>>): Wanted {
  return (value) => mapping(value) && wrongField(value as Fields, wanted) === undefined;
}

/** The first field with something else, and what that is. */
export function wrongField(written: Fields, wanted: Readonly<Record<string, Wanted>>): string | undefined {
  const wrong = Object.entries(wanted).find(([name, fits]) => {
    const value = written[name];
    return value !== undefined && value !== null && !fits(value);
  });
  return wrong && `${wrong[0]} is ${shown(written[wrong[0]])}, which Kubernetes does not take there`;
}

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 100 ? `${json.slice(0, 100)}...` : json;
}
