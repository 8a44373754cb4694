import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../../packages/client/client.ts';
import { type Files, openFiles, type PredictionJob } from '../../../../packages/client/files.ts';
import { fakeFetch, json } from '../fake-api.ts';
import { type FakeRealtime, type Manner, startRealtime } from '../fake-realtime.ts';

const JOB: PredictionJob = {
  ...{ id: 'j', status: 'ANSWERING', uploadId: 'u', fileName: null, record: false, modelVersion: 'v-1' },
  ...{ requestId: null, createdAt: '2026-11-28T17:00:00.000Z', updatedAt: '2026-11-28T17:00:00.000Z', endedAt: null },
  ...{ attempt: 1, rows: 9, chunks: 9, chunksDone: 0, answered: 0, refused: 0, rowsCombined: 0, failedChunks: [] },
  ...{ cancelRequested: false, failure: null },
};
const PASSING = json({}, 503);

let realtime: FakeRealtime;
afterEach(() => realtime.close());

/** The job at that second of a minute. */
function jobAt(second: number, changes: Partial<PredictionJob> = {}): PredictionJob {
  return { ...JOB, answered: second, updatedAt: `2026-11-28T17:00:0${second}.000Z`, ...changes };
}

const told = (job: PredictionJob | null): Response => json({ data: { predictionJob: job } });
const ended = jobAt(9, { status: 'COMPLETED' });

/** Files of an API that answers so, in turn, and whose connections go in this manner. Waits are over at once. */
async function connect(answers: readonly Response[], ...manners: Manner[]): Promise<Files> {
  realtime = await startRealtime(...manners);
  const { fetch } = fakeFetch(...answers.map((answer) => () => answer.clone()));
  const { endpoint: realtimeEndpoint } = realtime;
  const wait = (_: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
      setImmediate(resolve);
    });
  const key = `trr_${'k'.repeat(40)}`;
  return openFiles(
    createClient({ endpoint: 'https://api.example/graphql', realtimeEndpoint, key, fetch, wait, retries: 0 }),
  );
}

async function watch(files: Files): Promise<number[]> {
  const seen: number[] = [];
  for await (const { answered } of files.predictionJobEvents('j')) seen.push(answered);
  return seen;
}

describe('predictionJobEvents', () => {
  it.each<[string, Manner]>([
    ['no connection comes about', 'cut at once'],
    [
      'there are too many subscriptions',
      {
        refuseStart: { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' },
      },
    ],
  ])('asks for the job where %s', async (_, manner) => {
    // So many looks that the refusal has long come.
    const looks = Array.from({ length: 500 }, () => told(jobAt(2)));
    const files = await connect([told(jobAt(1)), ...looks, told(ended)], manner);
    expect(await watch(files)).toEqual([1, 2, 9]);
  });

  it('goes on where a later look fails in passing, and tells nothing twice nor what is older', async () => {
    const looks = [told(jobAt(2)), PASSING, PASSING, told(jobAt(1)), PASSING, told(jobAt(2)), told(ended)];
    expect(await watch(await connect(looks, 'good'))).toEqual([2, 9]);
  });

  it('gives up where looks fail for minutes', async () => {
    const files = await connect([told(jobAt(1)), PASSING], 'good');
    await expect(watch(files)).rejects.toMatchObject({ name: 'TerroirError', retryable: true });
  });

  it('fails at once where the job is gone, the first look fails, or the key is refused', async () => {
    await expect(watch(await connect([told(jobAt(1)), told(null)], 'good'))).rejects.toMatchObject({
      errorType: 'NotFound',
    });
    await realtime.close();
    await expect(watch(await connect([PASSING], 'good'))).rejects.toMatchObject({ retryable: true });
    await realtime.close();
    const refused = { refuseStart: [{ errorType: 'Unauthorized', message: 'Not Authorized to access it' }] };
    await expect(watch(await connect([told(jobAt(1))], refused))).rejects.toMatchObject({ errorType: 'Unauthorized' });
  });
});
