import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/command.ts';
import { CommandError } from '../../../cli/command.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import { command as accuracy } from '../../../cli/commands/accuracy.ts';
import { command as compare } from '../../../cli/commands/compare.ts';
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

  it('R8: pass on which champion is expected', async () => {
    answers = { promoteModel: version('v-1'), rollbackModel: version('starter-1') };
    expect(await run(promote, 'v-1', '--reason', 'It reads better', '--expected', 'starter-1')).toBe(0);
    expect(await run(rollback, '--reason', 'It does not', '--expected', 'v-1')).toBe(0);
    expect(asked.map(({ variables }) => variables)).toMatchObject([
      { expectedChampion: 'starter-1' },
      { expectedChampion: 'v-1' },
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

describe('one version', () => {
  it('is told with the decision as a sentence, the number that decided, and a table with intervals', async () => {
    const [parity, loss] = DECISION.checks;
    const told = { ...loss!, target: 'VARIETY', low: 1.4, high: 1.6, n: 300 } as const;
    const decision = { ...DECISION, decidedBy: 'variety log loss', checks: [parity!, told] };
    answers = { modelVersion: version('v-1', { state: 'REJECTED', trainedBy: 'a', decision }) };
    expect(await run(versions, 'v-1')).toBe(0);
    expect(asked.map(({ variables }) => variables)).toEqual([{ id: 'v-1' }]);
    expect(stage.printed).toEqual([
      'v-1 was held back by the gate. It was made by the run a on 2026-11-23T12:00:00.000Z.',
      'It was trained on 1000 examples; on the hold-out set it is right about the country 0.8124, about the variety 0.7 ' +
        'of the time.',
      '',
      'The gate holds it back: It is worse.',
      "It was decided by: variety log loss, 1.5, the champion's 1.25, limit 0.01, interval 1.4 to 1.6, 300 examples.",
      '',
      'CHECK             RESULT  CHAMPION  CHALLENGER   LIMIT    INTERVAL    N',
      'parity            passed  –         0.000001235  0.00001  –           –',
      'variety log loss  FAILED  1.25      1.5          0.01     1.4 to 1.6  300',
    ]);
  });

  it('that failed more than one check is told with why, and with no figure that was not kept', async () => {
    const checks = DECISION.checks.map((check) => ({ ...check, passed: false }));
    const decision = { ...DECISION, decidedBy: 'parity', checks };
    answers = { modelVersion: version('v-1', { state: 'REJECTED', decision }) };
    expect(await run(versions, 'v-1')).toBe(0);
    expect(stage.printed.slice(3)).toEqual([
      'The gate holds it back: It is worse.',
      '',
      'CHECK             RESULT  CHAMPION  CHALLENGER   LIMIT',
      'parity            FAILED  –         0.000001235  0.00001',
      'variety log loss  FAILED  1.25      1.5          0.01',
      '',
      'Both agree.',
      'It loses 20 %.',
    ]);
  });

  it('that the deployment began with was judged by no gate', async () => {
    answers = { modelVersion: version('starter-1') };
    expect(await run(versions, 'starter-1')).toBe(0);
    expect(stage.printed.at(-1)).toBe('No gate has judged it: it is what the deployment began with.');
  });

  it('that is not there is a failure, and two are no question', async () => {
    answers = { modelVersion: null };
    await expect(run(versions, 'v-9')).rejects.toThrow('There is no model version v-9.');
    await expect(run(versions, 'v-1', 'v-2')).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('a version that is called champion', () => {
  it('is the one that answers', async () => {
    answers = {
      champion: version('v-2'),
      compareModels: { first: 'v-2', second: 'v-1', facts: [], datasets: [], classes: [], slices: [] },
    };
    expect(await run(compare, 'champion', 'v-1')).toBe(0);
    expect(asked.at(-1)?.variables).toMatchObject({ first: 'v-2', second: 'v-1' });
    expect(await run(versions, 'champion')).toBe(0);
    expect(stage.printed.join('\n')).toContain('v-2');
  });
});

describe('compare', () => {
  const comparison = { first: 'v-1', second: 'v-2', facts: [], datasets: [], classes: [], slices: [] };

  it('tells what differs, with counts and intervals, and marks what chance hardly explains', async () => {
    const first = { examples: 200, right: 100, accuracy: 0.5, low: 0.4314, high: 0.5686 };
    const second = { examples: 210, right: 147, accuracy: 0.7, low: 0.6349, high: 0.7578 };
    const slice = { target: 'VARIETY', regime: 'note', kind: 'all', slice: 'all', first, second };
    answers['compareModels'] = {
      ...comparison,
      facts: [{ path: 'training.settings.seed', first: '1', second: null }],
      datasets: [{ name: 'zurich', onlyIn: 'v-2', bytes: 900, sha256: 'ab'.repeat(32) }],
      classes: [{ target: 'COUNTRY', name: 'Israel', onlyIn: 'v-2', firstExamples: null, secondExamples: 40 }],
      slices: [
        { ...slice, difference: 0.2, low: 0.105, high: 0.29 },
        { ...slice, kind: 'country', slice: 'Italy', second: null, difference: null, low: null, high: null },
      ],
    };
    expect(await run(compare, 'v-1', 'v-2')).toBe(0);
    expect(asked.map(({ variables }) => variables)).toEqual([{ first: 'v-1', second: 'v-2' }]);
    expect(stage.printed).toEqual([
      'FACT                    v-1  v-2',
      'training.settings.seed  1    –',
      '',
      'DATA    ONLY IN  BYTES  SHA-256',
      'zurich  v-2      900    abababababab',
      '',
      'CLASS    NAME    ONLY IN  EXAMPLES OF v-1  EXAMPLES OF v-2',
      'country  Israel  v-2      –                40',
      '',
      'ACCURACY  TOLD  SLICE          v-1  INTERVAL          N    v-2  INTERVAL          N    DIFFERENCE  INTERVAL',
      'variety   note  all            0.5  0.4314 to 0.5686  200  0.7  0.6349 to 0.7578  210  0.2         0.105 to 0.29  *',
      'variety   note  country Italy  0.5  0.4314 to 0.5686  200  –    –                 –    –           –',
    ]);
  });

  it('says of versions that differ in nothing that they do', async () => {
    answers['compareModels'] = comparison;
    expect(await run(compare, 'v-1', 'v-2')).toBe(0);
    expect(stage.printed).toEqual(['v-1 and v-2 differ in nothing that is known of them.']);
    await expect(run(compare, 'v-1')).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('accuracy', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const spanOf = ({ from, to }: Record<string, unknown>): number => Date.parse(String(to)) - Date.parse(String(from));

  it.each([
    ['variety', 'VARIETY'],
    ['price', 'PRICE_RANGE'],
    ['country', 'COUNTRY'],
    ['version', 'MODEL_VERSION'],
    ['day', 'DAY'],
  ])('by %s tells each slice with its interval and its labels', async (by, kind) => {
    const slice = {
      target: 'VARIETY',
      slice: 'Gamay',
      labelled: 4,
      right: 3,
      accuracy: 0.75,
      low: 0.3006,
      high: 0.9544,
    };
    answers['accuracy'] = [slice];
    expect(await run(accuracy, '--by', by, '--days', '366')).toBe(0);
    expect(asked[0]?.variables).toMatchObject({ by: kind });
    expect(spanOf(asked[0]?.variables ?? {})).toBe(366 * DAY_MS);
    expect(stage.printed).toEqual([
      'TARGET   SLICE  ACCURACY  INTERVAL          RIGHT  LABELLED',
      'variety  Gamay  0.75      0.3006 to 0.9544  3      4',
    ]);
  });

  it('looks at all of the last 30 days unless told, and says so where nothing has a label', async () => {
    answers['accuracy'] = [];
    expect(await run(accuracy)).toBe(0);
    expect(asked[0]?.variables).toMatchObject({ by: null });
    expect(spanOf(asked[0]?.variables ?? {})).toBe(30 * DAY_MS);
    expect(stage.printed).toEqual(['None of the predictions of the last 30 days has a label.']);
  });

  it.each([
    ['--by', 'winery'],
    ['--by', 'constructor'],
    ['--days', '0'],
    ['--days', '367'],
    ['--days', 'all'],
  ])('takes no %s %s', async (option, text) => {
    await expect(run(accuracy, option, text)).rejects.toMatchObject({ exitCode: 2 });
    expect(asked).toEqual([]);
  });
});
