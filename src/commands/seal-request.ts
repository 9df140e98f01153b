import { UsageError } from '../finding';
import { isSecretKey, misnamed, type Place } from '../seal/kubernetes-names';
import type { ValueSource } from './secret-values';

/** As the user wrote it. */
export interface SealRequest extends ValueSource {
  /** `<namespace>/<name>` */
  readonly target: string;
  /** None with an env file means all that it holds. */
  readonly key?: string | undefined;
  /** @default in-cluster */
  readonly cluster?: string | undefined;
  /** @default the scope of the file, else strict */
  readonly scope?: string | undefined;
  /** @default sealed */
  readonly store?: string | undefined;
  /** `90d` @default what was said when the key was last sealed */
  readonly rotateAfter?: string | undefined;
}

/** @throws UsageError for what the call says wrong by itself, before any file is looked at */
export function placeToSeal({ target, key, cluster = 'in-cluster', rotateAfter }: SealRequest): Place {
  // Someone who forgot the target put a value in its place.
  if (target.includes('=')) throw valueOnCommandLine(TARGET);
  const [namespace, name, ...more] = target.split('/');
  if (!namespace || !name || more.length > 0) {
    const message = `expected a namespace and a name, got ${target === '' ? 'none' : 'something else'}`;
    throw new UsageError({ where: TARGET, message, fix: 'name the Secret, like web-dev/database' });
  }
  const place = { cluster, namespace, name };
  const [wrong] = misnamed(place);
  if (wrong) {
    const message = `expected a ${wrong.what} of ${wrong.expected}, got something else`;
    throw new UsageError({ where: wrong.what === 'cluster' ? '--cluster' : TARGET, message, fix: 'mend it' });
  }
  checkKey(key);
  checkRotateAfter(rotateAfter);
  return place;
}

/** What stands in the place of a key may be a value, so it is never repeated. */
function checkKey(key: string | undefined): void {
  if (key === undefined || isSecretKey(key)) return;
  if (key.includes('=')) throw valueOnCommandLine('<KEY>');
  const message = 'expected the key of a Secret: letters, digits, dots, dashes and underscores';
  throw new UsageError({ where: '<KEY>', message, fix: 'give the key alone; its value is asked for' });
}

function checkRotateAfter(rotateAfter: string | undefined): void {
  if (rotateAfter === undefined || /^[1-9]\d{0,4}d$/.test(rotateAfter)) return;
  const message = 'expected a number of days, got something else';
  throw new UsageError({ where: '--rotate-after', message, fix: 'write it as 90d' });
}

function valueOnCommandLine(where: string): UsageError {
  return new UsageError({
    where,
    message: 'got something with "="; values on the command line end up in histories and process lists',
    fix: 'give the key alone and type the value when asked, or pipe it in; replace the value if it was real',
  });
}

const TARGET = '<namespace>/<name>';
