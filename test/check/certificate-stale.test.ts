import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { CERTIFICATE } from '../../src/check/rules/certificate-example';
import { readRepository } from '../../src/sources/repository';

async function messagesOn(day: string): Promise<readonly string[]> {
  const repository = await readRepository({ files: { 'sealed/in-cluster/cert.pem': CERTIFICATE } });
  const rules = RULES.filter(({ code }) => code === 'secret/certificate-stale');
  return check({ repository, now: new Date(`${day}T12:00:00Z`) }, rules).findings.map(({ message }) => message);
}

test.each([
  ['2026-01-19', []],
  ['2026-01-20', ['the certificate was made on 2025-12-20, and controllers make a new key every 30 days']],
  ['2035-12-19', ['the certificate expired on 2035-12-18']],
  ['2025-12-19', ['the certificate is not valid before 2025-12-20, and today is 2025-12-19']],
])('a certificate of December 20, 2025, as it is found on %s', async (day, messages) => {
  expect(await messagesOn(day)).toEqual(messages);
});
