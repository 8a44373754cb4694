import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RUN_SILENCE_MS_MAX } from '../../contract/limits.ts';
import type { TrainingRun, TrainingRunPage } from '../../generated/schema.ts';
import { type Fields, openFields } from './fields.ts';
import { asClient } from './predictions.ts';
import { trainingRun } from './runs.ts';

const idOf = (n: number): string => `01KASTV5XJ${String(n).padStart(16, '0')}`;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const silent = trainingRun(idOf(1), { updatedAt: ago(RUN_SILENCE_MS_MAX + 1_000) });
const ended = trainingRun(idOf(2), { status: 'REJECTED', updatedAt: ago(1_000_000_000) });
const settled = { ...silent, status: 'FAILED', failure: 'It was killed.' };

let fields: Fields;
let asked: unknown[] = [];
let answer: { payload: unknown } | { error: { type: string; message: string } };

beforeAll(async () => {
  fields = await openFields(['Query.trainingRun', 'Query.trainingRuns'], {
    invoke: (functionName, payload) => {
      asked.push({ functionName, payload });
      return Promise.resolve(answer as never);
    },
  });
  // Its process is at work: the newest of them, since it was written when the tests began.
  const alive = trainingRun(idOf(3), { updatedAt: new Date(Date.now() + 60_000).toISOString() });
  await fields.put(
    'Models',
    [silent, ended, alive].map((run) => ({ kind: 'run', ...run })),
  );
  answer = { payload: { value: [settled] } };
});
afterEach(() => {
  asked = [];
  answer = { payload: { value: [settled] } };
});
afterAll(() => fields.close());

const find = (n: number) => fields.run<TrainingRun>('Query.trainingRun', asClient('ann'), { id: idOf(n) });
const list = () => fields.run<TrainingRunPage>('Query.trainingRuns', asClient('ann'), { limit: 3 });
const question = {
  functionName: 'models',
  payload: { operation: 'settleRuns', clientId: 'ann', arguments: { ids: [silent.id] } },
};

describe('a run that has been silent for too long', () => {
  it('is answered as it stands in truth', async () => {
    expect((await find(1)).value).toEqual(settled);
    expect(asked).toEqual([question]);
  });

  it('is so in a page, too, and the other runs stay as they were read', async () => {
    const { value } = await list();
    expect(value.items.map(({ id, status }) => [id, status])).toEqual([
      [idOf(3), 'RUNNING'],
      [idOf(2), 'REJECTED'],
      [idOf(1), 'FAILED'],
    ]);
    expect(asked).toEqual([question]);
  });

  it.each([{ error: { type: 'Lambda:Unhandled', message: 'Throttled.' } }, { payload: { failure: {} } }])(
    'is answered as it was read where nobody can look: %j',
    async (trouble) => {
      answer = trouble;
      expect(await find(1)).toMatchObject({ value: { status: 'RUNNING' }, error: undefined });
    },
  );
});

it.each([2, 3, 4])('nothing is asked about a run that has ended, is at work, or is none: %d', async (n) => {
  await find(n);
  expect(asked).toEqual([]);
});
