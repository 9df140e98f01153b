import { renewalWarnings, validityProblems } from '../../seal/certificate';
import type { SealingCertificate } from '../../sources/model';
import type { Rule } from '../rule';
import { CERTIFICATE, EXPIRED_CERTIFICATE } from './certificate-example';

const certificateStale: Rule = {
  code: 'secret/certificate-stale',
  severity: 'warning',
  holds: 'no certificate that secrets are sealed with has expired, or is older than the renewal of controllers',
  why: 'A controller makes a new key every 30 days unless told otherwise. What an old one sealed still opens, as long as the controller keeps that key: who revokes or loses it loses all that was sealed with it since.',
  bad: {
    files: { 'sealed/in-cluster/cert.pem': EXPIRED_CERTIFICATE },
    found: [{ file: 'sealed/in-cluster/cert.pem', line: 1 }],
  },
  good: { files: { 'sealed/in-cluster/cert.pem': CERTIFICATE } },
  judge: ({ repository, now }) => ({
    violations: repository.certificates.flatMap((certificate) => {
      const [invalid] = validityProblems(certificate, now);
      const [old] = renewalWarnings(certificate, now);
      const problem = invalid ?? (old && { ...old, message: madeOn(certificate) });
      return problem === undefined ? [] : [{ at: { file: certificate.file, line: 1 }, ...problem }];
    }),
  }),
};

/** Says when it was made and not how old it is: what was said yesterday is said in the same words today. */
function madeOn({ validFrom }: SealingCertificate): string {
  return `the certificate was made on ${validFrom.toISOString().slice(0, 10)}, and controllers make a new key every 30 days`;
}

export const certificateRules: readonly Rule[] = [certificateStale];
