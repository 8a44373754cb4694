import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredJob } from '../../../../contract/stored/job.ts';
import { type OperatingStage, startOperating } from './operating-stage.ts';

let stage: OperatingStage;
beforeAll(async () => void (stage = await startOperating()));
afterAll(() => stage.close());

/** The job that a client begins whose authorizer has told these facts of it. */
async function begin(told: object): Promise<StoredJob> {
  const { uploadId } = await stage.begin('description\nplum\n');
  const { value } = await stage.ask('predictFile', { upload: uploadId, record: true }, told);
  return stage.read({ ...(value as StoredJob), clientId: 'client-7' });
}

it.each([
  ['to the partitions that the client writes to', { partitions: 4 }, { partitions: 4 }],
  ['to these also where AppSync tells their number as a text', { partitions: '8' }, { partitions: 8 }],
  ['against the account whose quota it is', { account: 'cellar', quotaPerDay: 900 }, { account: 'cellar' }],
  ['within the quota of the day', { quotaPerDay: 900, quotaPerMinute: 2 }, { winesPerDayMax: 900 }],
  [
    'within a whole day of the quota a minute, where there is no other',
    { quotaPerMinute: 2 },
    { winesPerDayMax: 2_880 },
  ],
  ['within none, where none is told', {}, { account: 'client-7', winesPerDayMax: null }],
])('a job goes from first to last %s', async (_, told, expected) => {
  expect(await begin(told)).toMatchObject({ ...expected, record: true, status: 'SPLITTING', modelVersion: 'v-pinned' });
});

it('a job of a client with one partition names none', async () => {
  expect(await begin({})).not.toHaveProperty('partitions');
});
