import { expect, it } from 'vitest';
import type { StoredJob } from '../../contract/stored/job.ts';
import { type AskedField, itRaisesWhatFails } from './models-answers.ts';

/** The n-th id of a job. */
export const jobId = (n: number): string => `01KASTV5XJ0123456789ABC${String(n).padStart(3, '0')}`;

/** A job of ann's as it is stored. */
export function storedJob(parts: Partial<StoredJob> = {}): StoredJob {
  return {
    clientId: 'ann',
    id: jobId(0),
    status: 'COMPLETED',
    uploadId: '01KASTV5XJ0123456789ABCDEF',
    uploadVersionId: 'version-1',
    fileName: 'cellar.csv',
    record: false,
    modelVersion: 'v-1',
    account: 'ann',
    winesPerDayMax: 1_000,
    requestId: null,
    createdAt: '2026-11-28T17:00:00.000Z',
    updatedAt: '2026-11-28T17:01:00.000Z',
    endedAt: '2026-11-28T17:01:00.000Z',
    attempt: 1,
    execution: 'arn:aws:states:eu-central-1:1:execution:Terroir-bulk:x-1',
    rows: 10,
    chunks: 1,
    chunksDone: 1,
    answered: 8,
    refused: 2,
    rowsCombined: 10,
    failedChunks: [{ n: 0, firstRow: 0, rows: 1, firstLine: 2, reason: 'It timed out.' }],
    cancelRequested: false,
    failure: null,
    files: [{ name: 'manifest.json', key: 'jobs/x/manifest.json', bytes: 7, sha256: 'f'.repeat(64), rows: null }],
    ...parts,
  };
}

/** What a client sees of a job: nothing of whose it is, what limits it, or where things lie. */
export function toldOf(job: StoredJob): object {
  const hidden = ['clientId', 'account', 'winesPerDayMax', 'uploadVersionId', 'execution', 'files'];
  const told = Object.entries({ rowsCombined: 0, ...job }).filter(([name]) => !hidden.includes(name));
  return Object.fromEntries(told);
}

/** What holds for every field that the bulk function answers. */
export function itAsksBulk(field: AskedField, operation: string, args: object): void {
  it('asks the bulk function, once, with its own arguments, in the name of the client', async () => {
    const { asked, value, error } = await field.run(args, { value: { id: jobId(1) } });
    expect([value, error]).toEqual([{ id: jobId(1) }, undefined]);
    const requestId = (args as { requestId?: string }).requestId ?? null;
    const payload = { clientId: 'ann', operation, arguments: args, requestId };
    expect(asked).toEqual([{ functionName: 'bulk', payload, invocationType: 'RequestResponse' }]);
  });

  itRaisesWhatFails(field, args);
}
