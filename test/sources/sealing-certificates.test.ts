import { CERTIFICATE } from '../../src/check/rules/certificate-example';
import { readRepository } from '../../src/sources/repository';

async function certificatesIn(files: Readonly<Record<string, string>>) {
  return (await readRepository({ files })).certificates;
}

test('certificates of the store are known by when they were made and until when they are good', async () => {
  expect(
    await certificatesIn({ 'platform/sealed/edge/cert.pem': CERTIFICATE, 'sealed/edge/cert.pem': CERTIFICATE }),
  ).toEqual(
    ['platform/sealed/edge/cert.pem', 'sealed/edge/cert.pem'].map((file) => ({
      file,
      validFrom: new Date('2025-12-20T00:00:00Z'),
      validTo: new Date('2035-12-18T00:00:00Z'),
    })),
  );
});

test('that of a demonstration is nobody’s to renew, and what is no certificate is nobody’s here', async () => {
  expect(
    await certificatesIn({
      'sealed/demo/cert.pem': CERTIFICATE,
      'sealed/demo/pin.yaml': 'publicKey: sha256:0\npurpose: demonstration\n',
      'sealed/edge/cert.pem': 'nothing',
      'sealed/edge/other.pem': CERTIFICATE,
    }),
  ).toEqual([]);
});
