import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/command.ts';
import { CommandError } from '../../../cli/command.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import { command as promote } from '../../../cli/commands/promote.ts';
import { command as rollback } from '../../../cli/commands/rollback.ts';
import { command as runs } from '../../../cli/commands/runs.ts';
import { command as train } from '../../../cli/commands/train.ts';
import { command as versions } from '../../../cli/commands/versions.ts';
import type { ModelVersion, TrainingRun } from '../../../packages/client/client.ts';
import { json, serve, type Sent } from '../../packages/client/fake-api.ts';
import { answerRuns, runAt, startRealtime, type FakeRealtime } from '../../packages/client/fake-realtime.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

/** What decisions did not tell before. */
const UNTOLD = { target: null, low: null, high: null, n: null };

const DECISION: NonNullable<ModelVersion['decision']> = {
  promoted: false,
  reason: 'It is worse.',
  decidedBy: null,
  checks: [
    { name: 'parity', passed: true, champion: null, challenger: 0.0000012346, limit: 1e-5, detail: 'Both agree.' },
    { name: 'variety log loss', passed: false, champion: 1.25, challenger: 1.5, limit: 0.01, detail: 'It loses 20 %.' },
  ].map((check) => ({ ...UNTOLD, ...check })),
};

const version = (id: string, changes: Partial<ModelVersion> = {}): ModelVersion => ({
  id,
  state: 'CHAMPION',
  createdAt: '2026-11-23T12:00:00.000Z',
  trainedBy: null,
  examples: 1000,
  countryAccuracy: 0.81236,
  varietyAccuracy: 0.7,
  evaluation: '{}',
  decision: null,
  sha256: 'ab',
  ...changes,
});

let stage: Stage;
let realtime: FakeRealtime;
let api: Awaited<ReturnType<typeof serve>>;
let stored: TrainingRun[];
let asked: Sent[];
/** What each root field answers, runs excepted. */
let answers: Record<string, unknown>;

beforeEach(async () => {
  [stored, asked, answers] = [[], [], {}];
  realtime = await startRealtime();
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const sent = { ...(JSON.parse(body) as Sent), headers: {} };
      asked.push(sent);
      const field = /\{\s*(\w+)/.exec(sent.query)?.[1] ?? '';
      const reply = field in answers ? json({ data: { [field]: answers[field] } }) : answerRuns(stored)(sent);
      void reply.text().then((text) => response.writeHead(200).end(text));
    });
  });
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  await writeHostFile(join(stage.folder, '.local'), {
    ...readyMessage('http://127.0.0.1:9'),
    endpoint: api.endpoint,
    realtimeEndpoint: realtime.endpoint,
    key: 'trr_k',
  });
});

afterEach(async () => {
  await realtime.close();
  await api.close();
  await stage.clear();
});

const run = (command: Command, ...args: string[]): Promise<number> => command.run(args, stage);

/** Trains, while the API tells how the run gets on and ends. */
async function trainUntil(end: TrainingRun): Promise<number> {
  stored.push(runAt('a', 1, { stage: 'start' }));
  answers['startTraining'] = stored[0];
  const training = run(train, '--reason', 'Autumn labels');
  const link = await realtime.nextLink();
  link.tell(runAt('a', 6, { stage: 'train country' }));
  link.tell(runAt('a', 9, { stage: 'train country' }));
  link.tell(end);
  return training;
}

describe('train', () => {
  it('shows the stages, and how the gate decided, as a table', async () => {
    const end = { status: 'REJECTED', modelVersion: 'v-1', decision: DECISION, examples: 70_000, labels: 12 } as const;
    expect(await trainUntil(runAt('a', 30, { ...end, refused: ['One part is corrupt.'] }))).toBe(3);
    expect(asked[0]?.variables).toEqual({ reason: 'Autumn labels' });
    expect(stage.told).toEqual([
      'The run a has started.',
      '  1 %  start',
      ' 10 %  train country',
      ' 50 %  train variety',
      'One part is corrupt.',
    ]);
    expect(stage.printed).toEqual([
      'v-1 was held back: made from 70000 examples, 12 of them labels, in 30 s.',
      '',
      'The gate holds it back: It is worse.',
      '',
      'CHECK             RESULT  CHAMPION  CHALLENGER   LIMIT    WHY',
      'parity            passed  –         0.000001235  0.00001  Both agree.',
      'variety log loss  FAILED  1.25      1.5          0.01     It loses 20 %.',
      '',
      'It is kept. To promote it all the same: npm run terroir -- promote v-1 --reason TEXT',
    ]);
  });

  it.each([
    ['PROMOTED', 0, 'v-1 is the champion: made from'],
    ['UNCHANGED', 0, 'Nothing has changed since the champion was trained'],
    ['FAILED', 1, 'The training failed, and the champion is untouched: No memory.'],
  ] as const)('that ends %s has the exit code %d', async (status, code, line) => {
    expect(await trainUntil(runAt('a', 30, { status, modelVersion: 'v-1', failure: 'No memory.' }))).toBe(code);
    expect(stage.printed[0]).toContain(line);
  });

  it('goes on without its watcher, who is told so', async () => {
    stored.push(runAt('a', 1));
    answers['startTraining'] = stored[0];
    const stop = new AbortController();
    const training = train.run([], { ...stage, stopping: stop.signal });
    await realtime.nextLink();
    stop.abort(new CommandError('Stopped by SIGINT.', 130));
    await expect(training).rejects.toMatchObject({
      exitCode: 130,
      message: expect.stringContaining('goes on') as string,
    });
  });
});

describe('promote and rollback', () => {
  it('tell the champion, and pass on why', async () => {
    answers = { promoteModel: version('v-1'), rollbackModel: version('starter-1') };
    expect(await run(promote, 'v-1', '--reason', 'It reads better')).toBe(0);
    expect(await run(rollback, '--reason', 'It does not')).toBe(0);
    expect(stage.printed).toEqual(['v-1 is the champion.', 'starter-1 is the champion again.']);
    expect(asked.map(({ variables }) => variables)).toEqual([
      { id: 'v-1', reason: 'It reads better' },
      { reason: 'It does not' },
    ]);
  });

  it.each([
    ['no version', promote, ['--reason', 'x']],
    ['no reason', promote, ['v-1']],
    ['no reason', rollback, []],
  ])('refuse to go on with %s', async (_, command, args) => {
    await expect(run(command, ...args)).rejects.toMatchObject({ exitCode: 2 });
    expect(asked).toEqual([]);
  });
});

describe('lists', () => {
  it('runs tells the runs, newest first, as many as are wanted', async () => {
    stored.push(
      runAt('c', 30, { reason: 'Labels' }),
      runAt('b', 20, { status: 'FAILED', failure: 'No memory.', examples: 70_000, labels: 3 }),
      runAt('a', 10, { status: 'UNCHANGED' }),
    );
    expect(await run(runs, '--limit', '2')).toBe(0);
    expect(stage.printed).toEqual([
      'RUN  STATUS  STARTED                   SECONDS  BY        EXAMPLES  LABELS  VERSION  WHY',
      'c    50 %    2026-11-23T12:00:00.000Z  30       client-1  –         –       –        Labels',
      'b    FAILED  2026-11-23T12:00:00.000Z  20       client-1  70000     3       –        No memory.',
    ]);
    await expect(run(runs, '--limit', 'all')).rejects.toMatchObject({ exitCode: 2 });
  });

  it('versions tells those that were trained, and last the one that was there before', async () => {
    const trained = version('v-1', { trainedBy: 'a', decision: { ...DECISION, promoted: true, reason: 'Better.' } });
    const move = { kind: 'GATE', by: 'gate', at: '2026-11-23T12:00:00.000Z', reason: 'Better.' };
    const moves = [
      { ...move, sequence: 2, from: 'v-0', to: 'v-1' },
      { ...move, sequence: 1, from: 'starter-1', to: 'v-0' },
    ];
    answers = {
      modelVersions: { items: [trained], nextToken: null },
      promotions: { items: moves, nextToken: null },
      modelVersion: version('starter-1', { state: 'RETIRED' }),
    };
    expect(await run(versions)).toBe(0);
    expect(asked.at(-1)?.variables).toEqual({ id: 'starter-1' });
    expect(stage.printed).toEqual([
      'VERSION    STATE     CREATED                   EXAMPLES  COUNTRY  VARIETY  RUN  GATE',
      'v-1        CHAMPION  2026-11-23T12:00:00.000Z  1000      0.8124   0.7      a    Better.',
      'starter-1  RETIRED   2026-11-23T12:00:00.000Z  1000      0.8124   0.7      –    –',
    ]);
  });
});
