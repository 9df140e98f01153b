import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package, whether it runs from source or compiled. */
export function packageVersion(): string {
  for (const folder of ['..', '../..']) {
    try {
      return String(JSON.parse(readFileSync(join(__dirname, folder, 'package.json'), 'utf8')).version);
    } catch {}
  }
  return 'unknown';
}
