import { randomBytes } from 'node:crypto';
import type { Ground } from './ground';
import type { PlatformRepository } from './platform-repository';

/** A value that was sealed, by `<namespace>/<name> <key>`. */
export type SealedValues = ReadonlyMap<string, string>;

/**
 * Fetches the certificate, seals a fresh value for everything that synth misses, with the commands that synth names, and
 * synthesizes.
 *
 * @param given what is not to be a fresh value, by `<namespace>/<name> <key>`
 * @throws Error with what a command printed, where one fails
 */
export async function sealEverything(
  platform: PlatformRepository,
  here: Ground,
  given: SealedValues = new Map(),
): Promise<SealedValues> {
  await platform.done(['cert', 'fetch', '--pin', ...here.certificate]);
  const missing = await platform.argosy(['synth']);
  const sealed = new Map<string, string>();
  for (const [, command = '', of = ''] of missing.stderr.matchAll(/seal it: argosy (secret seal (\S+ \S+))$/gm)) {
    const value = given.get(of) ?? randomBytes(12).toString('base64url');
    sealed.set(of, value);
    await platform.done(command.split(' '), value);
  }
  await platform.done(['synth']);
  return sealed;
}
