import type { ServerResponse } from 'node:http';
import { follow, Refused, send } from '../../e2e/cluster/requests';
import { serverThat } from './server-that';

test('what is asked carries the credentials, and a body its length, also to delete', async () => {
  const access = await serverThat(({ method, headers }, response) => {
    const { authorization, 'content-type': type, 'content-length': length } = headers;
    response.end(JSON.stringify({ method, authorization, type, length }));
  });
  const deleted = { method: 'DELETE', path: '/a', body: { a: 'ä' } } as const;
  expect([await send(access, deleted), await send(access, deleted)]).toEqual(
    Array(2).fill({ method: 'DELETE', authorization: 'Bearer one', type: 'application/json', length: '10' }),
  );
});

test('a refusal has the words of the server', async () => {
  const access = await serverThat((_, response) => {
    response.writeHead(409).end(JSON.stringify({ reason: 'Conflict', message: 'it has changed' }));
  });
  await expect(send(access, { method: 'GET', path: '/a' })).rejects.toEqual(
    new Refused(409, 'Conflict', 'it has changed'),
  );
});

test.each([
  ['answers', () => undefined],
  ['ends its answer', (response: ServerResponse) => void response.write('{"kind":')],
])('a server that never %s is not waited for for ever', async (_, answer) => {
  const access = await serverThat((_, response) => answer(response));
  await expect(send(access, { method: 'GET', path: '/a' }, 0.2)).rejects.toEqual(
    new Error(`GET ${access.server}/a: no answer within 0.2 s; look whether this API server hangs`),
  );
});

test.each([
  ['the server ends it', (end: () => void) => end()],
  ['the connection breaks', (_: () => void, destroy: () => void) => destroy()],
])('what is followed tells each line, and its end, where %s', async (_, finish) => {
  const access = await serverThat((_, response) => {
    response.write('{"n":1}\n{"n":2}\n', () =>
      finish(
        () => response.end(),
        () => response.destroy(),
      ),
    );
  });
  const told: unknown[] = [];
  await new Promise<void>((ended, failed) => {
    follow(access, '/a?watch=true', (line) => told.push(line), ended).catch(failed);
  });
  expect(told).toEqual([{ n: 1 }, { n: 2 }]);
});

test('what is followed ends where the one who follows it wants no more', async () => {
  const access = await serverThat((_, response) => void response.write('{"n":1}\n'));
  await new Promise<void>((ended, failed) => {
    const followed = follow(access, '/a', () => void followed.then((stop) => stop()), ended);
    followed.catch(failed);
  });
});
