import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openStores } from '../../cli/deployment/all-stores.ts';
import { deleteVersion, listVersions } from '../../store/s3/object-versions.ts';
import { uploadKey } from '../../store/jobs/uploads.ts';
import { findClient, hashKey, putClient } from '../../store/clients/clients.ts';
import type { BatchPrediction, Client } from '../../packages/client/client.ts';
import {
  type FileAnswer,
  type FileOutcome,
  type Files,
  openFiles,
  type PredictionJob,
  type PredictionJobFile,
} from '../../packages/client/files.ts';
import { setStage } from '../cli/surroundings.ts';
import { api as underTest, canMakeKeys, clientsTable, collect, connect, errorOf, makeKey } from './api.ts';
import { openRealtime } from './realtime.ts';

const PATIENT = { timeout: 90_000 };
// The buckets of a deployment are not opened here: only those of the host on this machine.
const folder = underTest.keysIn !== null && 'folder' in underTest.keysIn ? underTest.keysIn.folder : null;

/** Rows of a CSV file, of which every fiftieth has nothing to tell a wine by, and one no sound price. */
const ROWS = Array.from({ length: 250 }, (_, n) =>
  n % 50 === 7 ? ',,12' : `"Plum, cedar and graphite, ""cask ${n}""",Pinot Noir,${n === 20 ? 'on demand' : 10 + n}`,
);
const REFUSED = [7, 57, 107, 157, 207];
const FILE = new Blob([
  `Tasting note;Grape;Price\n${ROWS.join('\n').replaceAll(/,(?=[^"]*$|[^"]*"[^"]*"[^"]*$)/gm, ';')}\n`,
]);

/** A key with a quota of the day, which counts. */
async function connectLimited(quotaPerDay: number): Promise<{ terroir: Client; api: Files; key: string }> {
  const [key, table] = [await makeKey(), await clientsTable()];
  const client = await findClient(table, await hashKey(key), Date.now() + 5_000);
  if (client === undefined) throw new Error('The key is not there.');
  await putClient(table, { ...client, quotaPerDay }, Date.now() + 5_000);
  const terroir = await connect(key);
  return { terroir, api: openFiles(terroir), key };
}

/** Removes an upload, every version of it, as the bucket's own rules do after a week. */
async function removeUpload(key: string, upload: string): Promise<void> {
  const stage = await setStage();
  const { files } = await openStores({ data: folder ?? '' }, stage);
  const client = await findClient(await clientsTable(), await hashKey(key), Date.now() + 5_000);
  if (files === undefined || client === undefined) throw new Error('There is no such bucket, or no such key.');
  for (const version of await listVersions(files, await uploadKey(client.clientId, upload))) {
    await deleteVersion(files, version);
  }
  await stage.clear();
}

async function finish(api: Files, { id }: PredictionJob): Promise<PredictionJob> {
  const states = await collect(api.predictionJobEvents(id));
  return states.at(-1) as PredictionJob;
}

async function download(api: Files, file: PredictionJobFile | undefined): Promise<Buffer> {
  if (file === undefined) throw new Error('The file is not there.');
  return Buffer.concat(await collect(api.openPredictionJobFile(file)));
}

const fileOf = ({ files }: FileOutcome, name: string) => files.find((file) => file.name === name);

describe.runIf(canMakeKeys)('a file that is answered by a job', PATIENT, () => {
  it('has its answers in order, as predict gives them, its refused rows by their places, and is counted once', async () => {
    const { terroir, api } = await connectLimited(1_000);
    const states: PredictionJob[] = [];
    const outcome = await api.predictFile(FILE, {
      record: true,
      fileName: 'cellar.csv',
      onProgress: (job) => void states.push(job),
    });
    const { job } = outcome;
    expect(job).toMatchObject({ status: 'COMPLETED', rows: 250, answered: 245, refused: 5, failure: null });
    expect(new Set(states.map(({ status }) => status))).toContain('ANSWERING');

    const answers = await collect(outcome.answers());
    const sound = ROWS.map((_, row) => row).filter((row) => !REFUSED.includes(row));
    expect(answers.map(({ row }) => row)).toEqual(sound);
    expect(answers.map(({ line }) => line)).toEqual(sound.map((row) => row + 2));
    expect(answers.every(({ modelVersion }) => modelVersion === job.modelVersion)).toBe(true);
    const refused = await collect(outcome.refused());
    expect(refused.map(({ row, line }) => [row, line])).toEqual(REFUSED.map((row) => [row, row + 2]));
    for (const { reason } of refused) expect(reason).toMatch(/\w+ \w+ \w+/);

    await expectSameAsPredict(answers.slice(15, 25));
    await expectManifest(api, outcome);
    const recorded = await collect(terroir.history());
    expect(recorded.map(({ id }) => id).sort()).toEqual(answers.map(({ id }) => id));
    expect(answers.find(({ row }) => row === 3)).toEqual({
      row: 3,
      line: 5,
      ...recorded.find(({ wine }) => wine.price === 13),
    });
    expect((await terroir.quota()).perDay).toMatchObject({ used: 250 });
  });

  it('is one job by its requestId, and another file under it is a RequestConflict', async () => {
    const { terroir, api } = await connectLimited(1_000);
    const file = new Blob(['{"description":"Plum and cedar."}\n{"description":"Lime and slate."}\n']);
    const [upload, other] = [await api.uploadFile(file), await api.uploadFile(file)];
    const asked = { requestId: 'cellar 7' };
    const jobs = await Promise.all([1, 2, 3].map(() => api.startPredictionJob(upload, asked)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    const [begun] = jobs as [PredictionJob];
    await expect(finish(api, begun)).resolves.toMatchObject({ status: 'COMPLETED', answered: 2, record: false });
    expect(await api.startPredictionJob(upload, asked)).toMatchObject({ id: begun.id, status: 'COMPLETED' });
    for (const [one, options] of [
      [other, asked],
      [upload, { ...asked, record: true }],
    ] as const) {
      const error = await errorOf(api.startPredictionJob(one, options));
      expect(error).toMatchObject({ errorType: 'RequestConflict', field: 'requestId', requestId: 'cellar 7' });
    }
    expect((await collect(api.predictionJobs())).map(({ id }) => id)).toEqual([begun.id]);
    expect((await terroir.quota()).perDay).toMatchObject({ used: 2 });
    expect(await collect(terroir.history())).toEqual([]);
    for (const [call, rule] of [
      [(id: string) => api.cancelPredictionJob(id), 'jobEnded'],
      [(id: string) => api.resumePredictionJob(id), 'jobEnded'],
    ] as const) {
      expect(await errorOf(call(begun.id))).toMatchObject({ errorType: 'InvalidInput', field: 'id', rule });
    }
  });

  it('is told of by a subscription from step to step, to its own client alone', async () => {
    const [{ api, key }, stranger] = [await connectLimited(1_000), await makeKey()];
    const upload = await api.uploadFile(new Blob(['{"description":"Plum and cedar."}\n'.repeat(30)]));
    const { id } = await api.startPredictionJob(upload);
    const realtime = await openRealtime(key);
    const query = `subscription { onPredictionJob(id: "${id}") { id status answered } }`;
    await expect(realtime.start(query, key)).resolves.toMatchObject({ type: 'start_ack' });
    await expect(realtime.start(query, stranger)).resolves.toMatchObject({ type: 'error' });
    const seen: unknown[] = [];
    for (let last = ''; last !== 'COMPLETED';) {
      const { payload } = await realtime.next();
      const { onPredictionJob } = (payload as { data: { onPredictionJob: { id: string; status: string } } }).data;
      expect(onPredictionJob.id).toBe(id);
      last = onPredictionJob.status;
      seen.push(onPredictionJob);
    }
    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED', answered: 30 });
    await expectNothingFor(openFiles(await connect(stranger)), id, upload);
  });

  it('that is cancelled keeps what is answered, and answers the rest when it is resumed', async () => {
    const { terroir, api } = await connectLimited(10_000);
    const lines = Array.from({ length: 4_100 }, (_, n) => `{"description":"Plum and cedar.","price":${n + 1}}\n`);
    const begun = await api.startPredictionJob(await api.uploadFile(new Blob(lines)));
    expect(await errorOf(api.resumePredictionJob(begun.id))).toMatchObject({ rule: 'jobRunning' });
    expect(await api.cancelPredictionJob(begun.id)).toMatchObject({ cancelRequested: true });
    expect(await finish(api, begun)).toMatchObject({ status: 'CANCELLED', failure: null });
    const resumed = await api.resumePredictionJob(begun.id);
    expect(resumed).toMatchObject({
      id: begun.id,
      attempt: 2,
      cancelRequested: false,
      modelVersion: begun.modelVersion,
    });
    const ended = await finish(api, resumed);
    expect(ended).toMatchObject({ status: 'COMPLETED', rows: 4_100, answered: 4_100, chunks: 3, chunksDone: 3 });
    const files = await api.openPredictionJob(begun.id);
    expect((await collect(files.answers())).map(({ wine }) => wine.price)).toEqual(lines.map((_, n) => n + 1));
    expect((await terroir.quota()).perDay).toMatchObject({ used: 4_100 });
  });

  it.runIf(folder !== null)('whose file goes away says so, and is refused as gone when it is begun anew', async () => {
    const { api, key } = await connectLimited(10_000);
    const upload = await api.uploadFile(new Blob(['{"description":"Plum and cedar."}\n'.repeat(4_100)]));
    const begun = await api.startPredictionJob(upload);
    await api.cancelPredictionJob(begun.id);
    expect(await finish(api, begun)).toMatchObject({ status: 'CANCELLED', answered: 0 });
    await removeUpload(key, upload);
    const ended = await finish(api, await api.resumePredictionJob(begun.id));
    expect(ended).toMatchObject({ status: 'FAILED', failure: { errorType: 'InvalidInput', rule: 'fileGone' } });
    expect(await errorOf(api.startPredictionJob(upload))).toMatchObject({ errorType: 'NotFound', rule: 'fileMissing' });
  });

  it('ends by a rule that says what is wrong with it', async () => {
    const { terroir, api } = await connectLimited(2);
    const line = '{"description":"Plum and cedar."}\n';
    const cases = [
      ['\n\n', { errorType: 'InvalidInput', rule: 'fileEmpty' }],
      ['{"points":90}\n{"price":12}\n', { errorType: 'InvalidInput' }],
      ['description,price\n,12\n,13\n', { errorType: 'InvalidInput', rule: 'noSoundRow' }],
      [line.repeat(3), { errorType: 'QuotaExceeded', rule: 'quotaPerDay' }],
    ] as const;
    const errors = await Promise.all(cases.map(([text]) => errorOf(api.predictFile(new Blob([text])))));
    for (const [n, [, expected]] of cases.entries()) expect(errors[n]).toMatchObject(expected);
    // The rows of the one that was looked through.
    expect((await terroir.quota()).perDay).toMatchObject({ used: 2 });
  });

  it('is refused at once where there is none, or its name or size can be none', async () => {
    const { api } = await connectLimited(1_000);
    const never = '01M8HMVMRX52SC3MWE04708V6T';
    const old = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    for (const [upload, options, expected] of [
      [never, {}, { errorType: 'NotFound', field: 'upload', rule: 'fileMissing' }],
      [old, {}, { errorType: 'NotFound', field: 'upload', rule: 'fileExpired' }],
      ['none', {}, { errorType: 'InvalidInput', field: 'upload', rule: 'form' }],
      [never, { fileName: '../cellar.csv' }, { errorType: 'InvalidInput', field: 'fileName', rule: 'form' }],
      [never, { fileName: 'x'.repeat(256) }, { errorType: 'InvalidInput', field: 'fileName', rule: 'length' }],
      [never, { requestId: '' }, { errorType: 'InvalidInput', field: 'requestId', rule: 'length' }],
    ] as const) {
      expect(await errorOf(api.startPredictionJob(upload, options))).toMatchObject(expected);
    }
    const empty = await errorOf(api.uploadFile(new Blob([])));
    expect(empty).toMatchObject({ errorType: 'InvalidInput', field: 'bytes', rule: 'range' });
    expect(empty).toHaveProperty('message', expect.stringContaining('The file is empty'));
    expect(await errorOf(api.uploadFile(new Blob(['x']), { purpose: 'IMPORT' }))).toMatchObject({
      errorType: 'Unauthorized',
    });
    expect(await api.predictionJob(never)).toBeNull();
  });
});

/** Word for word what predict answers, but for the ids and times, which are their own. */
async function expectSameAsPredict(answers: FileAnswer[]): Promise<void> {
  const { results } = await (await connect()).predictBatch(answers.map(({ wine }) => wine));
  expect(results).toHaveLength(answers.length);
  for (const [n, answer] of answers.entries()) {
    const { row, line } = answer;
    const { id, createdAt } = results[n] as BatchPrediction;
    expect({ ...results[n], row, line }).toEqual({ __typename: 'Prediction', ...answer, id, createdAt });
  }
}

async function expectManifest(api: Files, outcome: FileOutcome): Promise<void> {
  const manifest = JSON.parse((await download(api, fileOf(outcome, 'manifest.json'))).toString()) as {
    rows: object;
    modelVersion: string;
    files: { name: string; bytes: number; sha256: string }[];
  };
  expect(manifest).toMatchObject({
    job: outcome.job.id,
    modelVersion: outcome.job.modelVersion,
    rows: { all: 250, answered: 245, refused: 5, failed: 0 },
  });
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = await download(api, fileOf(outcome, name));
    expect([file.length, createHash('sha256').update(file).digest('hex')], name).toEqual([bytes, sha256]);
  }
  const lines = gunzipSync(await download(api, fileOf(outcome, 'answers.jsonl.gz')))
    .toString()
    .split('\n');
  expect(lines).toHaveLength(246);
}

/** Whoever knows the ids of another client's job and upload learns nothing by them. */
async function expectNothingFor(stranger: Files, id: string, upload: string): Promise<void> {
  expect(await stranger.predictionJob(id)).toBeNull();
  expect(await collect(stranger.predictionJobs())).toEqual([]);
  for (const call of ['cancelPredictionJob', 'resumePredictionJob', 'predictionJobFiles'] as const) {
    expect(await errorOf(stranger[call](id))).toMatchObject({ errorType: 'NotFound', field: 'id' });
  }
  expect(await errorOf(stranger.startPredictionJob(upload))).toMatchObject({
    errorType: 'NotFound',
    rule: 'fileMissing',
  });
}
