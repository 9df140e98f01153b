import { parseCertificate, renewalWarnings, validityProblems } from '../../src/seal/certificate';
import { vectors } from './vectors';

const { A, B } = vectors.keys;

test('a certificate gives its key, its dates and a fingerprint that survives a re-issue', () => {
  const current = certificate(A.certificatePem);
  expect(current.fingerprint).toBe(`sha256:${A.spkiSha256Hex}`);
  expect(current.validFrom).toEqual(new Date('2026-01-01T00:00:00Z'));
  expect(current.validTo).toEqual(new Date('2035-12-30T00:00:00Z'));
  expect(certificate(vectors.certificates.expiredForKeyA).fingerprint).toBe(current.fingerprint);
});

test('of a bundle, the first certificate is the current one', () => {
  expect(certificate(vectors.certificates.bundleBthenA).fingerprint).toBe(`sha256:${B.spkiSha256Hex}`);
});

test('a private key is refused, and nothing of it is repeated', () => {
  const parsed = parseCertificate(A.certificatePem + A.privateKeyPkcs8Pem);
  expect(parsed).toEqual({
    ok: false,
    problem: {
      message: 'there is a private key in it; expected the certificate, which is public',
      fix: 'remove it, and replace the key if it was ever committed',
    },
  });
});

test.each(['', 'hello', A.certificatePem.slice(0, 400), A.certificatePem.replace(/MII[A-Za-z0-9]{20}/, 'MII')])(
  'what is no certificate is said to be none (%#)',
  (text) => {
    expect(parseCertificate(text)).toEqual({
      ok: false,
      problem: {
        message: 'there is no PEM certificate in it',
        fix: 'refetch it from the controller (argosy cert fetch)',
      },
    });
  },
);

test('a certificate of a curve is refused, since the controller makes RSA keys', () => {
  expect(parseCertificate(ED25519)).toEqual({
    ok: false,
    problem: {
      message: "the certificate's key is ed25519; expected RSA of at least 2048 bits, as controllers make",
      fix: 'refetch it from the controller (argosy cert fetch)',
    },
  });
});

test('an expired certificate seals nothing', () => {
  expect(validityProblems(certificate(vectors.certificates.expiredForKeyA), day('2026-06-01'))).toEqual([
    {
      message: 'the certificate expired on 2020-01-01',
      fix: 'refetch it from the controller (argosy cert fetch)',
    },
  ]);
});

test('a certificate of the future seals nothing', () => {
  expect(validityProblems(certificate(vectors.certificates.notYetValidForKeyA), day('2026-06-01'))).toEqual([
    {
      message: 'the certificate is not valid before 2099-01-01, and today is 2026-06-01',
      fix: 'set the clock, or refetch it from the controller (argosy cert fetch)',
    },
  ]);
});

test('a certificate is current for 30 days, and worth refetching from then on', () => {
  const current = certificate(A.certificatePem);
  expect(validityProblems(current, day('2026-01-31'))).toEqual([]);
  expect(renewalWarnings(current, day('2026-01-31'))).toEqual([]);
  expect(renewalWarnings(current, day('2026-02-01'))).toEqual([
    {
      message: 'the certificate is 31 days old, and controllers make a new key every 30 days',
      fix: 'refetch it from the controller (argosy cert fetch)',
    },
  ]);
});

function certificate(pem: string) {
  const parsed = parseCertificate(pem);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.certificate;
}

function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

const ED25519 = `-----BEGIN CERTIFICATE-----
MIIBFDCBx6ADAgECAhQ8BC0piZei4okYFAHfHv0nyZHnRjAFBgMrZXAwADAeFw0y
NjExMjExMzAxMDNaFw0zNjExMTgxMzAxMDNaMAAwKjAFBgMrZXADIQCOGyLBbXS3
GbWGsHeGrTAd7qhEASWt9ZV/Ehv36nWOT6NTMFEwHQYDVR0OBBYEFOxCOLBJHfSw
w5Cl86mH8EiIjfgPMB8GA1UdIwQYMBaAFOxCOLBJHfSww5Cl86mH8EiIjfgPMA8G
A1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA5RockE8UglOLygpx146LNxjbagS0JfeR
1zhzTwT9JaixtZN5YmPIzytl7q1eON25mItiw+qmcdoafFv5Hs3aCw==
-----END CERTIFICATE-----
`;
