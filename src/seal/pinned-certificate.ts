import { join } from 'node:path';
import type { Finding } from '../finding';
import { type Certificate, parseCertificate } from './certificate';
import { readContained } from './contained-file';
import { isMapping } from './mapping';
import type { Problem } from './problem';
import { loadYaml, yamlText } from './yaml';

/** The certificate of a cluster, and what the pin beside it says. */
export type PinnedCertificate =
  | {
      readonly usable: true;
      /** As a message names it. */
      readonly file: string;
      readonly certificate: Certificate;
      readonly pinFile: string;
      /** Without a pin, nobody said yet that this is the right key. */
      readonly pinned: boolean;
      /** A demonstration's private key is not kept by anybody: it is never stale, and nothing sealed with it opens. */
      readonly demonstration: boolean;
    }
  | {
      readonly usable: false;
      /** There is none, rather than one that is broken. */
      readonly missing: boolean;
      readonly findings: readonly Finding[];
    };

/** Reads `<cluster>/cert.pem` and `<cluster>/pin.yaml`; `shownAs` is the root as messages name it. */
export function readPinnedCertificate(root: string, shownAs: string, cluster: string): PinnedCertificate {
  const file = `${shownAs}/${cluster}/cert.pem`;
  const pinFile = `${shownAs}/${cluster}/pin.yaml`;
  const pem = readContained(root, join(root, cluster, 'cert.pem'));
  if (pem.state === 'absent') return { ...unusable(file, noCertificate(cluster)), missing: true };
  if (pem.state === 'refused') return unusable(file, pem.problem);
  const parsed = parseCertificate(pem.text);
  if (!parsed.ok) return unusable(file, parsed.problem);
  const pin = readPin(root, cluster);
  if ('message' in pin) return unusable(pinFile, pin);
  const { certificate } = parsed;
  if (pin.publicKey !== undefined && pin.publicKey !== certificate.fingerprint) {
    return unusable(file, {
      message: `its public key is ${certificate.fingerprint}, and ${pinFile} pins ${pin.publicKey}`,
      fix: 'ask whoever runs the cluster which key is right, and pin this one (argosy cert pin) only if it is the new one',
    });
  }
  const pinned = pin.publicKey !== undefined;
  return { usable: true, file, certificate, pinFile, pinned, demonstration: pin.demonstration };
}

export interface Pin {
  /** Absent without a pin file. */
  readonly publicKey: string | undefined;
  readonly demonstration: boolean;
}

export function readPin(root: string, cluster: string): Pin | Problem {
  const read = readContained(root, join(root, cluster, 'pin.yaml'));
  if (read.state === 'absent') return { publicKey: undefined, demonstration: false };
  if (read.state === 'refused') return read.problem;
  const loaded = loadYaml(read.text);
  if (!loaded.ok) return { message: `it is not YAML of one document: ${loaded.reason}`, fix: PIN_FORMAT };
  if (!isMapping(loaded.document)) return { message: 'it is no mapping', fix: PIN_FORMAT };
  const { publicKey, purpose, ...unknown } = loaded.document;
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) return { message: `it says "${odd}"; expected publicKey and purpose`, fix: PIN_FORMAT };
  if (typeof publicKey !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(publicKey)) {
    return { message: 'publicKey is no fingerprint; expected sha256: and 64 hex digits', fix: PIN_FORMAT };
  }
  if (purpose !== undefined && purpose !== 'demonstration') {
    return { message: `purpose is "${String(purpose)}"; expected demonstration, or no purpose`, fix: PIN_FORMAT };
  }
  return { publicKey, demonstration: purpose === 'demonstration' };
}

/** The whole text of a pin file. */
export function pinText(fingerprint: string): string {
  return yamlText({ publicKey: fingerprint });
}

function noCertificate(cluster: string): Problem {
  const chosen = cluster === 'in-cluster' ? '' : ` --cluster ${cluster}`;
  return { message: `there is no certificate of cluster ${cluster}`, fix: `fetch it: argosy cert fetch${chosen}` };
}

function unusable(where: string, { message, fix }: Problem): PinnedCertificate & { readonly usable: false } {
  return { usable: false, missing: false, findings: [{ where, message, fix }] };
}

const PIN_FORMAT = 'write "publicKey: sha256:<hex of the public key\'s SHA-256>", and nothing else';
