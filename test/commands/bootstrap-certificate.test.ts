import { Readable } from 'node:stream';
import { certificateCondition } from '../../src/commands/bootstrap-certificate';
import { A, B, folder, KEY_A, KEY_B } from './cert-run';
import { served } from './cert-server';

const CERTIFICATE = '/v1/cert.pem';
const pin = (publicKey: string, more = '') => ({ 'sealed/in-cluster/pin.yaml': `publicKey: ${publicKey}\n${more}` });

async function condition(files: Readonly<Record<string, string>>, url: string) {
  const io = { stdin: Readable.from([]), stderr: { write: () => true }, cwd: folder(files), requestSeconds: 1 };
  return certificateCondition({ store: 'sealed', source: { url } }, io);
}

test('a controller with the key that is pinned is what was meant', async () => {
  const { url } = await served({ [CERTIFICATE]: { body: A.certificatePem } });
  expect(await condition(pin(KEY_A), url)).toEqual({
    what: 'certificate',
    is: 'met',
    found: 'the controller has the key that sealed/in-cluster/pin.yaml pins',
  });
});

const FIX =
  'argosy cert fetch --pin, seal anew what older keys sealed (argosy cert show lists it), synth, commit, push, and run this again';
const others: readonly (readonly [what: string, files: Readonly<Record<string, string>>, pins: string])[] = [
  ['another key', pin(KEY_A), 'pins another'],
  ['no key', {}, 'pins none'],
  ['a demonstration', pin(KEY_B, 'purpose: demonstration\n'), 'pins a demonstration'],
];
for (const [what, files, pins] of others) {
  test(`where ${what} is pinned nothing would be unsealed, so it stops and says what to run`, async () => {
    const { url } = await served({ [CERTIFICATE]: { body: B.certificatePem } });
    expect(await condition(files, url)).toEqual({
      what: 'certificate',
      is: 'unmet',
      found: `the controller has the key ${KEY_B}, and sealed/in-cluster/pin.yaml ${pins}`,
      fix: FIX,
    });
  });
}

test('a controller that does not answer yet is asked again later', async () => {
  expect(await condition(pin(KEY_A), 'http://127.0.0.1:1')).toEqual({
    what: 'certificate',
    is: 'open',
    found: 'the Sealed Secrets controller does not answer yet; it is asked again when it does',
  });
});

test('what answers and is no certificate is not the controller', async () => {
  const { url } = await served({ [CERTIFICATE]: { body: '<html>' } });
  expect(await condition(pin(KEY_A), url)).toMatchObject({
    is: 'unmet',
    found: 'what answers for the controller gives no certificate',
  });
});
