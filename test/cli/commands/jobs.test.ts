import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command as jobs } from '../../../cli/commands/jobs.ts';
import { command as predict } from '../../../cli/commands/predict.ts';
import type { PredictionJob } from '../../../packages/client/files.ts';
import { serve } from '../../packages/client/fake-api.ts';
import { setStage, type Stage } from '../surroundings.ts';

const JOB: PredictionJob = {
  id: '01KASTV5XJ0123456789ABCDEF',
  status: 'COMPLETED',
  uploadId: '01KASTV5XJ0123456789ABCDEG',
  fileName: 'cellar.csv',
  record: false,
  modelVersion: 'v-1',
  requestId: null,
  createdAt: '2026-11-28T17:00:00.000Z',
  updatedAt: '2026-11-28T17:01:00.000Z',
  endedAt: '2026-11-28T17:01:00.000Z',
  attempt: 1,
  rows: 3,
  chunks: 1,
  chunksDone: 1,
  answered: 2,
  refused: 1,
  rowsCombined: 3,
  failedChunks: [],
  cancelRequested: false,
  failure: null,
};
/** Two members, as two chunks make them. */
const ANSWERS = Buffer.concat([gzipSync('{"row":0}\n'), gzipSync('{"row":2}\n')]);
const MANIFEST = Buffer.from(
  JSON.stringify({
    columns: { description: ['Notiz'], price: ['Preis'], region: ['region'] },
    cellsLeftOut: { Preis: 1_000, Punkte: 1 },
    files: [],
  }),
);
const REFUSED = gzipSync('{"row":1}\n');

const FILES: Record<string, Buffer> = {
  'answers.jsonl.gz': ANSWERS,
  'refused.jsonl.gz': REFUSED,
  'manifest.json': MANIFEST,
};

let stage: Stage;
let asked: string[];
let put: string[];
let answers: Record<string, unknown>;
/** The status of an API that refuses every call. */
let refusal: number | undefined;
let api: Awaited<ReturnType<typeof serve>>;

const originOf = ({ endpoint }: { endpoint: string }): string => new URL(endpoint).origin;

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function fileOf(name: string, bytes: Buffer): object {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const expiresAt = '2026-11-28T18:00:00.000Z';
  return { name, bytes: bytes.length, sha256, rows: 1, url: `${originOf(api)}/files/${name}`, expiresAt };
}

beforeEach(async () => {
  [asked, put] = [[], []];
  refusal = undefined;
  api = await serve((request, response) => {
    void readBody(request).then((body) => {
      if (request.method === 'PUT') {
        put.push(`${request.headers['content-length']} ${body}`);
        response.end();
      } else if (request.url?.startsWith('/files/') === true) {
        response.end(FILES[request.url.slice('/files/'.length)]);
      } else if (refusal !== undefined) {
        response.writeHead(refusal).end('{}');
      } else {
        const field = /\{\s*(\w+)/.exec((JSON.parse(body) as { query: string }).query)?.[1] ?? '';
        asked.push(field);
        response.end(JSON.stringify({ data: { [field]: answers[field] } }));
      }
    });
  });
  const upload = {
    id: JOB.uploadId,
    url: `${originOf(api)}/uploads/x`,
    headers: [{ name: 'content-length', value: '11' }],
    expiresAt: JOB.createdAt,
  };
  answers = {
    predictionJob: JOB,
    predictionJobs: { items: [JOB], nextToken: null },
    cancelPredictionJob: JOB,
    resumePredictionJob: JOB,
    createUpload: upload,
    predictFile: { ...JOB, status: 'SPLITTING', endedAt: null },
    predictionJobFiles: [fileOf('answers.jsonl.gz', ANSWERS), fileOf('refused.jsonl.gz', REFUSED)],
  };
  stage = await setStage({ ENDPOINT: api.endpoint, KEY: `trr_${'a'.repeat(40)}` });
});
afterEach(async () => {
  await stage.clear();
  await api.close();
});

const run = (...args: string[]) => jobs.run(args, stage);
const runBulk = async (...args: string[]) => {
  await writeFile(join(stage.folder, 'cellar.csv'), 'note\nPlum.\n');
  return predict.run([join(stage.folder, 'cellar.csv'), '--bulk', ...args], stage);
};

describe('terroir jobs', () => {
  it('lists jobs, newest first', async () => {
    expect(await run()).toBe(0);
    expect(stage.printed).toEqual([
      'JOB                         STATUS     BEGUN                     FILE        ROWS  ANSWERED  REFUSED  RECORDED  WHY',
      `${JOB.id}  COMPLETED  2026-11-28T17:00:00.000Z  cellar.csv  3     2         1        no`,
    ]);
  });

  it('tells of one, and why it failed, and which rows were given up', async () => {
    const failure = { errorType: 'InvalidInput', rule: 'noSoundRow', message: 'Every row is refused.', line: 7 };
    const failedChunks = [{ n: 1, firstRow: 2_000, rows: 150, firstLine: 2_002, reason: 'It timed out.' }];
    answers['predictionJob'] = { ...JOB, status: 'FAILED', attempt: 2, failure, failedChunks };
    expect(await run(JOB.id)).toBe(0);
    const text = stage.printed.join('\n');
    expect(text).toContain(`${JOB.id} (attempt 2)`);
    expect(text).toContain('Every row is refused. (line 7)');
    expect(text).toContain('150 rows from line 2002 on failed: It timed out.');
  });

  it('cancels, or resumes and follows to the end', async () => {
    expect(await run(JOB.id, '--cancel')).toBe(0);
    expect(await run(JOB.id, '--resume')).toBe(0);
    expect(asked).toEqual(['cancelPredictionJob', 'predictionJob', 'resumePredictionJob', 'predictionJob']);
    expect(stage.told.at(-1)).toBe('100 %  done');
  });

  it('downloads what the job has written, and keeps nothing of what is not that', async () => {
    expect(await run(JOB.id, '--download', 'out')).toBe(0);
    expect(await readFile(join(stage.folder, 'out/answers.jsonl.gz'))).toEqual(ANSWERS);
    await expect(run(JOB.id, '--download', 'out')).rejects.toThrow(/answers\.jsonl\.gz exists\..*--force/);
    expect(await run(JOB.id, '--download', 'out', '--force')).toBe(0);
    answers['predictionJobFiles'] = [fileOf('answers.jsonl.gz', REFUSED)];
    await expect(run(JOB.id, '--download', 'other')).rejects.toThrow(
      'answers.jsonl.gz is not what the job has written',
    );
    expect(existsSync(join(stage.folder, 'other/answers.jsonl.gz'))).toBe(false);
    answers['predictionJobFiles'] = [];
    await expect(run(JOB.id, '--download', 'other')).rejects.toThrow('has no files');
  });

  it.each([
    [['a', 'b'], 'Say jobs, or jobs ID'],
    [['--cancel'], 'Say which job'],
    [[JOB.id, '--cancel', '--resume'], 'do not go together'],
    [['--limit', '0'], '--limit takes'],
  ])('refuses %j', async (args, message) => {
    await expect(run(...args)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('says that there is none of an id', async () => {
    answers['predictionJob'] = null;
    await expect(run(JOB.id)).rejects.toThrow('There is no job');
  });
});

describe('terroir jobs that cannot do what it is asked', () => {
  it('says that there is a file where the answers are to have a folder', async () => {
    await writeFile(join(stage.folder, 'out'), '');
    await expect(run(JOB.id, '--download', 'out')).rejects.toThrow(
      'out cannot be made a folder (there is a file of that name). Choose another place.',
    );
  });

  it('says that the job goes on where only the looking fails, but not of a job that there is not', async () => {
    refusal = 401;
    await expect(run(JOB.id, '--follow')).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(
        `^The API refused the call: .* The job goes on by itself: npm run terroir -- jobs ${JOB.id} --follow$`,
      ) as unknown,
    });
    refusal = undefined;
    answers['predictionJob'] = null;
    await expect(run(JOB.id, '--follow')).rejects.toThrow(/^(?!.*goes on)/);
  });
});

describe('terroir predict --bulk', () => {
  it('says which columns the job has used for what, and how many cells it has left out', async () => {
    answers['predictionJobFiles'] = [
      fileOf('answers.jsonl.gz', ANSWERS),
      fileOf('refused.jsonl.gz', REFUSED),
      fileOf('manifest.json', MANIFEST),
    ];
    await runBulk();
    expect(stage.told).toContain('It used Notiz as description, Preis as price, region, and no other column.');
    expect(stage.told).toContain('1,001 cells that told nothing sound were left out: 1,000 of Preis, 1 of Punkte.');
  });

  it.each([
    ['.', 'is a folder, and cannot be replaced. Name a file.'],
    ['link', 'is no regular file, and cannot be replaced. Name a file.'],
  ])('refuses to replace %s, with --force too, before anything is put', async (out, message) => {
    await symlink('/dev/null', join(stage.folder, 'link'));
    await expect(runBulk('--out', out)).rejects.toThrow(message);
    await expect(runBulk('--out', out, '--force')).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  it('says where the answers still are, when their place cannot be written', async () => {
    await writeFile(join(stage.folder, 'out'), '');
    await expect(runBulk('--out', 'out/answers.jsonl')).rejects.toThrow(
      new RegExp(
        `answers\\.jsonl cannot be written .* for 30 days: npm run terroir -- jobs ${JOB.id} --download FOLDER$`,
      ),
    );
  });

  it('says of an empty file that it is empty, before anything is put', async () => {
    await writeFile(join(stage.folder, 'empty.csv'), '');
    await expect(predict.run(['empty.csv', '--bulk'], stage)).rejects.toThrow(
      'empty.csv is empty: it needs a header row.',
    );
    expect(asked).toEqual([]);
  });

  it('puts the file, follows the job, and puts the answers and the refused rows in their places, unzipped', async () => {
    expect(await runBulk('--out', 'answers.jsonl')).toBe(3);
    expect(put).toEqual(['11 note\nPlum.\n']);
    expect(await readFile(join(stage.folder, 'answers.jsonl'), 'utf8')).toBe('{"row":0}\n{"row":2}\n');
    expect(await readFile(join(stage.folder, 'answers.refused.jsonl'), 'utf8')).toBe('{"row":1}\n');
    expect(stage.told.at(-1)).toBe('2 rows answered, 1 refused.');
    await expect(runBulk('--out', 'answers.jsonl')).rejects.toThrow('answers.jsonl exists');
  });

  it('leaves nothing of an earlier file where there is nothing of this one', async () => {
    await runBulk('--out', 'answers.jsonl');
    answers['predictionJob'] = { ...JOB, refused: 0 };
    expect(await runBulk('--out', 'answers.jsonl', '--force')).toBe(0);
    expect(existsSync(join(stage.folder, 'answers.jsonl'))).toBe(true);
    expect(existsSync(join(stage.folder, 'answers.refused.jsonl'))).toBe(false);
    expect(stage.told).toContain(`${join(stage.folder, 'answers.refused.jsonl')}: 1 refused row.`);
  });

  it('puts what was there when it began of a file that grows meanwhile', async () => {
    const path = join(stage.folder, 'cellar.csv');
    stage.tell = (line) => {
      if (line.startsWith('Putting')) appendFileSync(path, 'Fig.\n'.repeat(9));
    };
    await runBulk();
    expect(put).toEqual(['11 note\nPlum.\n']);
  });

  it('keeps what comes through a pipe on disk until it is put', async () => {
    const pipe = join(stage.folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const done = predict.run([pipe, '--bulk'], stage);
    await writeFile(pipe, 'note\nPlum.\n');
    expect(await done).toBe(3);
    expect(put).toEqual(['11 note\nPlum.\n']);
    expect(stage.told).toContain('Putting pipe.csv, 11 bytes.');
  });

  it('leaves them zipped where the name says so, and says where they are without --out', async () => {
    await runBulk('--out', 'answers.jsonl.gz');
    expect(await readFile(join(stage.folder, 'answers.jsonl.gz'))).toEqual(ANSWERS);
    await runBulk();
    expect(stage.told.at(-1)).toContain(`jobs ${JOB.id} --download FOLDER`);
  });

  it('says of a job that was cancelled how it goes on', async () => {
    answers['predictionJob'] = { ...JOB, status: 'CANCELLED' };
    await runBulk('--out', 'answers.jsonl');
    expect(stage.told.at(-1)).toBe(
      `2 rows answered, 1 refused; the job was cancelled. To go on: npm run terroir -- jobs ${JOB.id} --resume`,
    );
  });

  it('fails with the reason of the job', async () => {
    const failure = { errorType: 'InvalidInput', rule: 'noSoundRow', message: 'Every row is refused.', line: null };
    answers['predictionJob'] = { ...JOB, status: 'FAILED', failure };
    await expect(runBulk()).rejects.toThrow('Every row is refused.');
  });

  it.each([
    ['y', true],
    ['', false],
  ])('asks on Ctrl-C whether the job is to end, too: %j', async (answer, isCancelled) => {
    answers['predictionJob'] = { ...JOB, status: 'ANSWERING', endedAt: null };
    const questions: string[] = [];
    stage.ask = (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    stage.tell = (line) => {
      stage.told.push(line);
      if (line.includes('answering')) stage.stop();
    };
    await expect(runBulk()).rejects.toMatchObject({ exitCode: 130 });
    expect(questions).toEqual([expect.stringContaining(`Cancel the job ${JOB.id}`)]);
    expect(asked.includes('cancelPredictionJob')).toBe(isCancelled);
  });

  it.each([
    [['--bulk', '--map', 'price=X'], '--map does not go with --bulk.'],
    [['--bulk', '--map', 'price=X'], 'call the column so in the file'],
    [['--bulk', '--strict'], '--strict does not go with --bulk.'],
    [['--bulk', '--out', '-'], '--bulk writes files'],
    [['--bulk', '--errors', 'e.jsonl'], '--errors goes with --out.'],
    [['--record', '--out', 'a.csv'], '--record goes with --bulk'],
  ])('refuses %j', async (args, message) => {
    const asking = predict.run(['cellar.csv', ...args], stage);
    await expect(asking).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) as unknown });
  });

  it.each([
    ['s3://bucket', 's3://bucket names no object'],
    ['missing.csv', 'cannot be read'],
    ['.', 'is a folder'],
  ])('refuses the file %s', async (file, message) => {
    await expect(predict.run([file, '--bulk'], stage)).rejects.toThrow(message);
  });
});
