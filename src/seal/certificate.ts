import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { Problem } from './problem';

/** What a controller's certificate is good for here: the public key, and how long to trust that it is the current one. */
export interface Certificate {
  readonly publicKey: KeyObject;
  /** `sha256:` and the hex digest of the public key (SPKI). A certificate issued anew for the same key keeps it. */
  readonly fingerprint: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** This certificate alone, without what stood around it. */
  readonly pem: string;
}

/** From when on, and until when. */
type Validity = Pick<Certificate, 'validFrom' | 'validTo'>;

export type ParsedCertificate =
  | { readonly ok: true; readonly certificate: Certificate }
  | { readonly ok: false; readonly problem: Problem };

/** The first certificate of a PEM bundle: the controller lists its current key first. */
export function parseCertificate(pem: string): ParsedCertificate {
  // Looked for first: the message must reach whoever is about to commit it, and must not repeat any of it.
  if (holdsPrivateKey(pem)) return failed(PRIVATE_KEY);
  const [first] = certificatesIn(pem);
  const x509 = first === undefined ? undefined : decoded(first);
  if (!x509) return failed(NOT_A_CERTIFICATE);
  const { publicKey } = x509;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < LEAST_BITS) return failed(wrongKey(publicKey, bits));
  return {
    ok: true,
    certificate: {
      publicKey,
      fingerprint: publicKeyFingerprint(publicKey),
      // Node 20 has these as text only.
      validFrom: new Date(x509.validFrom),
      validTo: new Date(x509.validTo),
      pem: x509.toString(),
    },
  };
}

/** As PEM, or as a Secret of the controller's, where it stands in base64. */
export function holdsPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----|\btls\.key\b/.test(text);
}

export function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Why nothing should be sealed with it now. Opening does not mind: the controller never looks at the dates. */
export function validityProblems({ validFrom, validTo }: Validity, now: Date): Problem[] {
  if (now > validTo) return [{ message: `the certificate expired on ${day(validTo)}`, fix: REFETCH }];
  if (now < validFrom) {
    return [
      {
        message: `the certificate is not valid before ${day(validFrom)}, and today is ${day(now)}`,
        fix: `set the clock, or ${REFETCH}`,
      },
    ];
  }
  return [];
}

/** The controller makes a new key every 30 days unless told otherwise, and goes on opening what older ones sealed. */
export function renewalWarnings({ validFrom }: Pick<Validity, 'validFrom'>, now: Date): Problem[] {
  const days = ageInDays(validFrom, now);
  if (days <= RENEWAL_DAYS) return [];
  return [
    {
      message: `the certificate is ${days} days old, and controllers make a new key every ${RENEWAL_DAYS} days`,
      fix: REFETCH,
    },
  ];
}

export function ageInDays(validFrom: Date, now: Date): number {
  return Math.floor((now.getTime() - validFrom.getTime()) / DAY);
}

function publicKeyFingerprint(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(spki).digest('hex')}`;
}

function decoded(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function failed(problem: Problem): ParsedCertificate {
  return { ok: false, problem };
}

function wrongKey(publicKey: KeyObject, bits: number): Problem {
  const found = publicKey.asymmetricKeyType === 'rsa' ? `RSA of ${bits} bits` : (publicKey.asymmetricKeyType ?? 'none');
  return {
    message: `the certificate's key is ${found}; expected RSA of at least ${LEAST_BITS} bits, as controllers make`,
    fix: REFETCH,
  };
}

export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const DAY = 24 * 60 * 60 * 1000;
const RENEWAL_DAYS = 30;
const LEAST_BITS = 2048;
const REFETCH = 'refetch it from the controller (argosy cert fetch)';
const NOT_A_CERTIFICATE: Problem = { message: 'there is no PEM certificate in it', fix: REFETCH };
const PRIVATE_KEY: Problem = {
  message: 'there is a private key in it; expected the certificate, which is public',
  fix: 'remove it, and replace the key if it was ever committed',
};
