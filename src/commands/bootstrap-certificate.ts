import { resolve } from 'node:path';
import { UsageError } from '../finding';
import type { Precondition } from '../report/bootstrap';
import { certificatesIn, parseCertificate } from '../seal/certificate';
import { readKeptCertificate } from '../seal/kept-certificate';
import { type CertificateSource, certificateAnswer, type SourceIo } from './cert-source';

/** Whose key the sealed values have to be sealed with. */
export interface CertificateCheck {
  readonly store: string;
  readonly source: CertificateSource;
}

/**
 * Whether the controller has the key that is pinned. On a platform's first day the controller comes with the platform, so
 * that nothing answers yet: that is open, and asked again.
 */
export async function certificateCondition({ store, source }: CertificateCheck, io: SourceIo): Promise<Precondition> {
  const what = 'certificate';
  const kept = readKeptCertificate(resolve(io.cwd, store), store, 'in-cluster');
  if ('where' in kept) return { what, is: 'unmet', found: `${kept.where}: ${kept.message}`, ...fixOf(kept.fix) };
  const answer = await answered(source, io);
  if (answer === undefined) {
    return {
      what,
      is: 'open',
      found: 'the Sealed Secrets controller does not answer yet; it is asked again when it does',
    };
  }
  const parsed = parseCertificate(answer);
  if (certificatesIn(answer).length === 0 || !parsed.ok) {
    const fix = 'name the controller with --controller-name and --controller-namespace';
    return { what, is: 'unmet', found: 'what answers for the controller gives no certificate', fix };
  }
  const { fingerprint } = parsed.certificate;
  if (kept.pin.publicKey === fingerprint && !kept.pin.demonstration) {
    return { what, is: 'met', found: `the controller has the key that ${kept.pinFile} pins` };
  }
  const pins =
    kept.pin.publicKey === undefined ? 'pins none' : `pins ${kept.pin.demonstration ? 'a demonstration' : 'another'}`;
  return {
    what,
    is: 'unmet',
    found: `the controller has the key ${fingerprint}, and ${kept.pinFile} ${pins}`,
    fix: 'argosy cert fetch --pin, seal anew what older keys sealed (argosy cert show lists it), synth, commit, push, and run this again',
  };
}

/** The names that the controller has by its plain manifests and by Helm. */
const NAMES = ['sealed-secrets-controller', 'sealed-secrets'];

async function answered(source: CertificateSource, io: SourceIo): Promise<string | undefined> {
  const given = source.controllerName ?? source.url;
  for (const name of given === undefined ? NAMES : [source.controllerName]) {
    try {
      return await certificateAnswer({ ...source, controllerName: name }, io);
    } catch (error) {
      // Not there, or not yet: which of them, nobody has to know before it stays so.
      if (!(error instanceof UsageError)) throw error;
    }
  }
  return undefined;
}

function fixOf(fix: string | undefined): { readonly fix?: string } {
  return fix === undefined ? {} : { fix };
}
