import { Standstill } from '../../src/live/standstill';
import { application } from './application';

const progressing = (more: object = {}) => application({ status: { health: { status: 'Progressing' }, ...more } });
const told = (standstill: Standstill, seen: ReturnType<typeof application>, second: number) =>
  standstill.among([seen], second * 1_000).map(({ name }) => name);

test('an Application that stays as it is for fifteen seconds is told, and again after as long', () => {
  const standstill = new Standstill();
  const seconds = [0, 10, 14, 15, 16, 29, 30];
  expect(seconds.map((second) => told(standstill, progressing(), second))).toEqual([
    [],
    [],
    [],
    ['api-dev'],
    [],
    [],
    ['api-dev'],
  ]);
});

test('one that comes along is never told', () => {
  const standstill = new Standstill();
  told(standstill, application({ status: { health: { status: 'Missing' } } }), 0);
  expect(told(standstill, progressing(), 14)).toEqual([]);
  expect(told(standstill, progressing(), 28)).toEqual([]);
  expect(told(standstill, application(), 40)).toEqual([]);
  expect(told(standstill, application(), 90)).toEqual([]);
});

const waiting = {
  'whose sync is under way': progressing({ operationState: { phase: 'Running' } }),
  'that is being deleted': application({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
};
test.each(Object.entries(waiting))('one %s has no need of another look', (_, seen) => {
  const standstill = new Standstill();
  expect([0, 20, 40].map((second) => told(standstill, seen, second))).toEqual([[], [], []]);
});
