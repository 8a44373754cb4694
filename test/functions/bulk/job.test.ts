import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { incrementBase32 } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOf } from '../../../contract/partitions.ts';
import { incrementUlid } from '../../../functions/bulk/row-ids.ts';
import { makePredictions } from '../../../functions/predict/predict.ts';
import { expandPrediction } from '../../../resolvers/predictions/expand-prediction.ts';
import { putObject } from '../../../store/jobs/job-files.ts';
import { uploadKey } from '../../../store/jobs/uploads.ts';
import { readPredictions } from '../../../store/predictions/predictions.ts';
import { type JobStage, startStage } from './job-stage.ts';

let stage: JobStage;
beforeAll(async () => void (stage = await startStage()));
afterAll(() => stage.close());
beforeEach(() => void (stage.told.length = 0));

const HEADER = 'description,country,points,price\n';
const WINES = `${HEADER}"plum,\nand oak",Chile,90,12\n\nfig,,,\n,,,\n,,90,10\noak,Italy,1000,free\n`;
interface Manifest {
  files: { members: number[] }[];
}
const digest = (bytes: Buffer | undefined): string =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

describe('a job', () => {
  it('answers every row of a file as predict would, with its row and line, and refuses the others', async () => {
    const job = await stage.begin(WINES);
    const ended = await stage.answerAll(job);
    expect(ended).toMatchObject({ status: 'COMPLETED', rows: 4, chunks: 1, chunksDone: 1, answered: 3, refused: 1 });
    const wines = [
      { id: job.id, wine: { description: 'plum,\nand oak', country: 'Chile', points: 90, price: 12 } },
      { id: incrementUlid(job.id, 1), wine: { description: 'fig' } },
      { id: incrementUlid(job.id, 3), wine: { description: 'oak', country: 'Italy' } },
    ];
    const made = await makePredictions(stage.model, job.clientId, wines);
    const places = [
      { row: 0, line: 2 },
      { row: 1, line: 5 },
      { row: 3, line: 8 },
    ];
    const expected = made.map((prediction, at) => ({ ...places[at], ...expandPrediction(prediction) }));
    expect(await stage.lines(job, 'answers.jsonl.gz')).toEqual(expected);
    const answers = gunzipSync((await stage.object(job, 'answers.jsonl.gz')) ?? '').toString();
    expect(answers).toBe(expected.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(await stage.lines(job, 'refused.jsonl.gz')).toEqual([
      {
        row: 2,
        line: 7,
        column: null,
        reason: 'Give at least one of description, variety, country, region, winery.',
      },
    ]);
  });

  it('has a manifest with counts, digests, the model version, and what was left out', async () => {
    const job = await stage.begin(WINES, { record: true });
    const { files } = await stage.answerAll(job);
    const bytes = await Promise.all(files.map(({ name }) => stage.object(job, name)));
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      ['answers.jsonl.gz', 3],
      ['refused.jsonl.gz', 1],
      ['manifest.json', null],
    ]);
    expect(files.map(({ sha256 }) => sha256)).toEqual(bytes.map(digest));
    expect(files.map((file) => file.bytes)).toEqual(bytes.map((one) => one?.length));
    expect(JSON.parse(String(bytes[2]))).toMatchObject({
      job: job.id,
      status: 'COMPLETED',
      modelVersion: 'v-pinned',
      recorded: true,
      release: '1.2.3',
      form: 'CSV with commas, UTF-8',
      upload: { id: job.uploadId, bytes: WINES.length, sha256: digest(Buffer.from(WINES)) },
      columns: { description: ['description'], points: ['points'] },
      rows: { all: 4, blank: 1, answered: 3, refused: 1, failed: 0, unanswered: 0 },
      cellsLeftOut: { points: 1, price: 1 },
      files: [
        { name: 'answers.jsonl.gz', rows: 3, sha256: digest(bytes[0]) },
        { name: 'refused.jsonl.gz', rows: 1, sha256: digest(bytes[1]) },
      ],
      failedChunks: [],
      failure: null,
    });
  });

  it.each([
    [{ record: false }, 40],
    [{ record: true }, 5],
    [{ record: true, partitions: 4 }, 20],
    [{ record: true, partitions: 8 }, 40],
  ])('has as many chunks answered at once as its client can record: %j, %i', async (wish, chunksAtOnce) => {
    const job = await stage.begin(WINES, wish);
    expect(await stage.run(job, { task: 'split' })).toMatchObject({ outcome: 'split', chunksAtOnce });
  });

  it('records to the partitions of its client', async () => {
    const job = await stage.begin(WINES, { record: true, partitions: 2 });
    await stage.answerAll(job);
    for (const at of [0, 1]) {
      const id = incrementUlid(job.id, at);
      expect(await stage.stored({ clientId: partitionOf(job.clientId, id, 2), id })).toBeDefined();
      expect((await stage.stored({ clientId: partitionOf(job.clientId, id, 1), id })) === undefined).toBe(
        partitionOf(job.clientId, id, 2) !== job.clientId,
      );
    }
  });

  it('records its predictions only if it is asked to', async () => {
    for (const record of [true, false]) {
      const job = await stage.begin(WINES, { record });
      await stage.answerAll(job);
      const ids = [job.id, incrementUlid(job.id, 1)];
      const { predictions } = stage.dependencies;
      const found = await readPredictions(predictions, job.clientId, ids, predictions.clock.now() + 5_000);
      expect([...found.keys()].sort()).toEqual(record ? ids : []);
    }
  });

  it('answers chunks of 2,000 rows, whose files follow each other in the order of the rows', async () => {
    const job = await stage.begin(`description\n${Array.from({ length: 4_500 }, (_, n) => `plum ${n}\n`).join('')}`);
    const chunks = (await stage.split(job)) ?? [];
    expect(chunks.map(({ firstRow, firstLine, rows }) => [firstRow, firstLine, rows])).toEqual([
      [0, 2, 2_000],
      [2_000, 2_002, 2_000],
      [4_000, 4_002, 500],
    ]);
    for (const chunk of chunks.toReversed()) await stage.run(job, { task: 'answer', chunk });
    await stage.run(job, { task: 'combine' });
    const lines = await stage.lines(job, 'answers.jsonl.gz');
    expect(lines.map(({ row, line }) => [row, line])).toEqual(lines.map((_, n) => [n, n + 2]));
    expect(lines).toHaveLength(4_500);
    // Its gzip members, one a chunk, as the manifest tells them: browsers read one at a time.
    const manifest = JSON.parse(String(await stage.object(job, 'manifest.json'))) as Manifest;
    const whole = (await stage.object(job, 'answers.jsonl.gz')) ?? Buffer.alloc(0);
    let at = 0;
    const rows = (manifest.files[0]?.members ?? []).map((bytes) => {
      const member = gunzipSync(whole.subarray(at, (at += bytes))).toString();
      return member.split('\n').length - 1;
    });
    expect([rows, at]).toEqual([[2_000, 2_000, 500], whole.length]);
  });

  it.each([
    ['gzip', gzipSync(WINES), 'wines.csv.gz'],
    ['JSON', '[{"description":"plum"},\n{"variety":"Fig","price":"1.5"}]', 'wines.json'],
    ['UTF-16', Buffer.from(`\ufeff${WINES}`, 'utf16le'), null],
  ])('answers a file of %s, whose rows it writes out', async (_, content, fileName) => {
    const job = await stage.begin(content, { fileName });
    const ended = await stage.answerAll(job);
    expect(ended).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(await stage.lines(job, 'answers.jsonl.gz')).toHaveLength(ended.answered);
    expect(ended.answered).toBeGreaterThan(1);
  });

  it('goes on splitting in a further call, where one has no time left', async () => {
    const content = gzipSync(`description\n${Array.from({ length: 5_000 }, (_, n) => `plum ${n}\n`).join('')}`);
    const [whole, slow] = [await stage.begin(content), await stage.begin(content)];
    const expected = (await stage.split(whole))?.map(({ firstRow, firstLine, rows }) => [firstRow, firstLine, rows]);
    let cursor: unknown = null;
    for (let calls = 1; ; calls += 1) {
      const outcome = await stage.run(slow, { task: 'split', cursor } as never, 50_000);
      if (outcome.outcome !== 'more') {
        expect([outcome.outcome, calls]).toEqual(['split', 4]);
        break;
      }
      cursor = outcome.cursor;
    }
    const chunks = JSON.parse(String(await stage.object(slow, 'chunks.json'))) as Record<string, unknown>[];
    expect(chunks.map(({ firstRow, firstLine, rows }) => [firstRow, firstLine, rows])).toEqual(expected);
  });

  it('does nothing twice: a chunk that is done stays as it is, and a job that has ended, too', async () => {
    const job = await stage.begin(WINES);
    const [chunk] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: chunk! });
    const asked = stage.model.asked;
    expect(await stage.run(job, { task: 'answer', chunk: chunk! })).toEqual({ outcome: 'answered' });
    expect([stage.model.asked, (await stage.read(job)).answered]).toEqual([asked, 3]);
    await stage.run(job, { task: 'combine' });
    const ended = await stage.read(job);
    await stage.run(job, { task: 'combine' });
    expect(await stage.run(job, { task: 'split' })).toEqual({ outcome: 'ended' });
    expect(await stage.run(job, { task: 'answer', chunk: chunk! })).toEqual({ outcome: 'stopped' });
    await stage.run(job, { task: 'endFailed', error: { Error: 'States.Timeout' } });
    expect(await stage.read(job)).toEqual(ended);
  });

  it('counts a chunk once that two processes answer at the same time', async () => {
    const job = await stage.begin(WINES);
    const [chunk] = (await stage.split(job)) ?? [];
    await Promise.all([1, 2, 3].map(() => stage.run(job, { task: 'answer', chunk: chunk! })));
    expect(await stage.read(job)).toMatchObject({ chunksDone: 1, answered: 3, refused: 1 });
    await stage.run(job, { task: 'combine' });
    expect(await stage.lines(job, 'answers.jsonl.gz')).toHaveLength(3);
  });

  it('keeps what was answered when it is cancelled', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(4_000)}`);
    const [first, second] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: first! });
    await stage.change(job, { cancelRequested: true });
    expect(await stage.run(job, { task: 'answer', chunk: second! })).toEqual({ outcome: 'stopped' });
    await stage.run(job, { task: 'combine' });
    expect(await stage.read(job)).toMatchObject({ status: 'CANCELLED', answered: 2_000, failedChunks: [] });
    expect(await stage.lines(job, 'answers.jsonl.gz')).toHaveLength(2_000);
  });

  it('is cancelled before its file is split, and then has no files', async () => {
    const job = await stage.begin(WINES, { cancelRequested: true });
    expect(await stage.answerAll(job)).toMatchObject({ status: 'CANCELLED', rows: null, files: [] });
    expect(await stage.object(job, 'chunks.json')).toBeUndefined();
  });

  it('stops splitting when it is cancelled meanwhile', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(210_000)}`);
    const { jobs } = stage.dependencies;
    const client = jobs.dynamo as unknown as { send: (command: object, options: object) => Promise<unknown> };
    const send = client.send.bind(client);
    let reads = 0;
    client.send = async (command, options) => {
      reads += 1;
      // It is read when the call begins, and again after a hundred chunks.
      if (reads === 2) await stage.change(job, { cancelRequested: true });
      return send(command, options);
    };
    const ended = await stage.answerAll(job);
    client.send = send;
    expect(ended).toMatchObject({ status: 'CANCELLED', rows: null });
  });

  it('names a chunk that was given up, and a further attempt answers that alone', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(4_001)}`);
    const [first, second, third] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: first! });
    await stage.run(job, { task: 'nameFailed', chunk: second!, error: { Error: 'States.Timeout', Cause: 'secret' } });
    await stage.run(job, { task: 'answer', chunk: third! });
    await stage.run(job, { task: 'combine' });
    const failed = {
      n: 1,
      firstRow: 2_000,
      rows: 2_000,
      firstLine: 2_002,
      reason: 'It took too long, again and again.',
    };
    expect(await stage.read(job)).toMatchObject({ status: 'COMPLETED', answered: 2_001, failedChunks: [failed] });
    await stage.change(job, { status: 'SPLITTING', attempt: 2, endedAt: null, failedChunks: [] });
    const left = (await stage.split(job)) ?? [];
    expect(left.map(({ n }) => n)).toEqual([1]);
    await stage.run(job, { task: 'answer', chunk: left[0]! });
    await stage.run(job, { task: 'combine' });
    expect(await stage.read(job)).toMatchObject({ status: 'COMPLETED', answered: 4_001, chunksDone: 3 });
    const rows = (await stage.lines(job, 'answers.jsonl.gz')).map(({ row }) => row);
    expect(rows).toEqual(rows.map((_, n) => n));
  });

  it('tells subscribers of its steps, of progress every two seconds at most, and of its end', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(8_000)}`);
    const chunks = (await stage.split(job)) ?? [];
    for (const chunk of chunks) {
      await stage.run(job, { task: 'answer', chunk });
      stage.clock.advance(900);
    }
    await stage.run(job, { task: 'combine' });
    const events = stage.told.map(({ status, answered }) => `${status} ${answered}`);
    expect(events).toEqual(['ANSWERING 0', 'ANSWERING 2000', 'ANSWERING 8000', 'COMBINING 8000', 'COMPLETED 8000']);
  });

  it('goes on where subscribers cannot be told', async () => {
    const job = await stage.begin(WINES);
    const { publishJob } = stage.dependencies;
    stage.dependencies.publishJob = () => Promise.reject(new Error('Nobody hears.'));
    const ended = await stage.answerAll(job);
    stage.dependencies.publishJob = publishJob;
    expect(ended.status).toBe('COMPLETED');
  });
});

describe('a file that cannot be answered ends the job, and says so', () => {
  it.each([
    ['nothing', '', 'wines.csv', 'fileEmpty', 'wines.csv is empty: it needs a header row.'],
    ['a header alone', HEADER, 'wines.csv', 'fileEmpty', 'wines.csv has a header and no rows: there is nothing to do.'],
    ['a page of the web', '<!doctype html>', null, 'fileUnreadable', 'The file is a page of the web, or XML.'],
    ['bytes', Buffer.from([1, 0, 2, 0, 0, 3]), 'a.bin', 'fileUnreadable', 'a.bin is not a text file, nor XLSX.'],
    ['damaged gzip', gzipSync(WINES).fill(9, 20), 'a.gz', 'fileUnreadable', 'a.gz is not a valid gzip file'],
    [
      'other columns',
      'a,b\n1,2\n',
      'a.csv',
      'fileUnreadable',
      'Its columns are a, b. If "a" is meant, call it description.',
    ],
    ['an open quote', `${HEADER}fig,,,\n"oak`, 'a.csv', 'fileUnreadable', 'begins on line 3: a quote is opened'],
  ])('%s', async (_, content, fileName, rule, message) => {
    const ended = await stage.answerAll(await stage.begin(content, { fileName }));
    expect(ended).toMatchObject({ status: 'FAILED', failure: { errorType: 'InvalidInput', rule } });
    expect(ended.failure?.message).toContain(message);
    expect(stage.told.at(-1)).toMatchObject({ status: 'FAILED' });
  });

  it('rows of which none is sound', async () => {
    const job = await stage.begin(`${HEADER},,90,1\n,,91,2\n`);
    expect(await stage.answerAll(job)).toMatchObject({ status: 'FAILED', refused: 2, failure: { rule: 'noSoundRow' } });
    expect(await stage.lines(job, 'refused.jsonl.gz')).toHaveLength(2);
    expect(await stage.lines(job, 'answers.jsonl.gz')).toEqual([]);
  });

  it('an upload that is not there', async () => {
    const job = await stage.begin(WINES, { uploadId: '01KASX0000000000000000000R' });
    expect(await stage.answerAll(job)).toMatchObject({ status: 'FAILED', failure: { rule: 'fileMissing' } });
  });

  it('one that goes away before its job is resumed, read or not', async () => {
    for (const isRead of [true, false]) {
      const job = await stage.begin(WINES);
      if (isRead) await stage.split(job);
      const { files } = stage.dependencies;
      const Key = await uploadKey(job.clientId, job.uploadId);
      await files.s3.send(new DeleteObjectCommand({ Bucket: 'files', Key, VersionId: job.uploadVersionId }));
      await stage.change(job, { status: 'SPLITTING', attempt: 2 });
      expect(await stage.answerAll({ ...job, attempt: 2 })).toMatchObject({ failure: { rule: 'fileGone' } });
    }
  });

  it('one that goes away while it is answered, with what was answered kept', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(4_000)}`);
    const [first, second] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: first! });
    const { files } = stage.dependencies;
    const Key = await uploadKey(job.clientId, job.uploadId);
    await files.s3.send(new DeleteObjectCommand({ Bucket: 'files', Key, VersionId: job.uploadVersionId }));
    expect(await stage.run(job, { task: 'answer', chunk: second! })).toEqual({ outcome: 'stopped' });
    await stage.run(job, { task: 'combine' });
    expect(await stage.read(job)).toMatchObject({ status: 'FAILED', answered: 2_000, failure: { rule: 'fileGone' } });
    expect(await stage.lines(job, 'answers.jsonl.gz')).toHaveLength(2_000);
  });

  it('a chunk that has other rows than it had', async () => {
    const job = await stage.begin(WINES);
    const [chunk] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: { ...chunk!, rows: 5 } });
    await stage.run(job, { task: 'combine' });
    expect(await stage.read(job)).toMatchObject({ status: 'FAILED', failure: { rule: 'fileChanged', line: 2 } });
  });

  it('a model version that is not there any more', async () => {
    const ended = await stage.answerAll(await stage.begin(WINES, { modelVersion: 'v-removed' }));
    expect(ended).toMatchObject({ status: 'FAILED', failure: { errorType: 'ModelUnavailable' } });
  });

  it('a step that fails, with what was answered kept', async () => {
    const job = await stage.begin(`description\n${'plum\n'.repeat(2_001)}`);
    const [first] = (await stage.split(job)) ?? [];
    await stage.run(job, { task: 'answer', chunk: first! });
    await stage.run(job, { task: 'endFailed', error: { Error: 'States.ItemReaderFailed' } });
    expect(await stage.read(job)).toMatchObject({
      status: 'FAILED',
      answered: 2_000,
      failure: { errorType: 'Internal' },
    });
  });
});

it('answers the version of a file that it began with, whatever is put over it', async () => {
  const job = await stage.begin(WINES);
  await putObject(stage.dependencies.files, await uploadKey(job.clientId, job.uploadId), Buffer.from('other'));
  expect(await stage.answerAll(job)).toMatchObject({ status: 'COMPLETED', answered: 3 });
});

it('refuses a row that is too long, with its place, and answers those beside it', async () => {
  const job = await stage.begin(`${HEADER}plum,,,\n"${'x'.repeat(1_000_000)}\n",,,\noak,,,\n`);
  expect(await stage.answerAll(job)).toMatchObject({ status: 'COMPLETED', answered: 2, refused: 1 });
  expect(await stage.lines(job, 'refused.jsonl.gz')).toEqual([
    { row: 1, line: 3, column: null, reason: 'The row is longer than 256 KB.' },
  ]);
  expect((await stage.lines(job, 'answers.jsonl.gz')).map(({ row, line }) => [row, line])).toEqual([
    [0, 2],
    [2, 5],
  ]);
});

it('a task of another shape is refused', async () => {
  const job = await stage.begin(WINES);
  await expect(stage.run(job, { task: 'answer' })).rejects.toThrow(/chunk/);
  await expect(stage.run(job, { task: 'other' } as never)).rejects.toThrow(/task/);
});

it('the id of a row is that of the job, incremented as batches do it', () => {
  let id = '01KASX00000000000000000ZZX';
  for (let n = 0; n < 2_000; n += 1) {
    expect(incrementUlid('01KASX00000000000000000ZZX', n)).toBe(id);
    id = incrementBase32(id);
  }
});
