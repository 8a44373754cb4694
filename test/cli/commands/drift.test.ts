import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command as drift } from '../../../cli/commands/drift.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import type { AccuracyInTime, Drift } from '../../../packages/client/client.ts';
import { json, serve, type Sent } from '../../packages/client/fake-api.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

const FINDING = {
  window: 'DAY' as const,
  part: null,
  n: 720,
  value: 41.25,
  threshold: 27.5,
  effect: 0.125,
  effectMin: 0.05,
  spread: 1.5,
  ratio: 1.5,
  drifted: true,
};
const DRIFT: Drift = {
  checkedAt: '2026-11-28T12:30:00.000Z',
  modelVersion: 'v-1',
  state: 'DRIFTED',
  predictions: 720,
  weeklyFalseAlarmsMax: 1,
  signals: [
    {
      name: 'PRICE',
      drifted: true,
      ratio: 1.5,
      findings: [FINDING],
      histograms: [{ part: null, bins: [{ label: 'under $10', baseline: 43, day: 90, week: 120 }] }],
    },
    { name: 'WORDS', drifted: false, ratio: null, findings: [], histograms: [] },
  ],
  history: [
    {
      checkedAt: '2026-11-28T11:30:00.000Z',
      modelVersion: 'v-1',
      state: 'STEADY',
      predictions: 700,
      ratios: [{ name: 'PRICE', ratio: 0.75 }],
    },
  ],
};
const STEP: AccuracyInTime = {
  from: '2026-11-28T00:00:00.000Z',
  target: 'COUNTRY',
  predictions: 1000,
  estimated: 0.9,
  estimatedLow: 0.88,
  estimatedHigh: 0.92,
  labelled: 4,
  right: 3,
  measured: 0.75,
  measuredLow: 0.3006,
  measuredHigh: 0.9544,
  labelledEstimate: 0.8,
  differenceMax: 0.4,
};

let stage: Stage;
let asked: Sent[];
let answers: Record<string, unknown>;
let api: Awaited<ReturnType<typeof serve>>;
beforeEach(async () => {
  [asked, answers] = [[], { drift: DRIFT, checkDrift: DRIFT }];
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const sent = { ...(JSON.parse(body) as Sent), headers: {} };
      asked.push(sent);
      const field = /\{\s*(\w+)/.exec(sent.query)?.[1] ?? '';
      const reply = json({ data: { [field]: answers[field] } });
      void reply.text().then((text) => response.writeHead(200).end(text));
    });
  });
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  const host = { ...readyMessage('http://127.0.0.1:9'), endpoint: api.endpoint, key: 'trr_k' };
  await writeHostFile(join(stage.folder, '.local'), host);
});
afterEach(async () => {
  await stage.clear();
  await api.close();
});
const run = (...args: string[]) => drift.run(args, stage);

describe('terroir drift', () => {
  it('tells what the last check found in each window, by which limits, and ends with 1 where something has drifted', async () => {
    expect(await run()).toBe(1);
    expect(stage.printed).toEqual([
      'The traffic has drifted from the baseline. Checked 2026-11-28T12:30:00.000Z, v-1.',
      'SIGNAL  WINDOW  STATE    PART  N    G      LIMIT  MOVED  SPREAD',
      'price   day     DRIFTED        720  41.25  27.5   0.125  1.5',
      'words   –       too few',
    ]);
    expect(asked.map(({ query }) => /\w+ \w+/.exec(query)?.[0])).toEqual(['query Drift']);
  });

  it('--now looks first', async () => {
    answers['drift'] = { ...DRIFT, state: 'STEADY' };
    expect(await run('--now')).toBe(0);
    expect(asked.map(({ query }) => /\w+ \w+/.exec(query)?.[0])).toEqual(['mutation CheckDrift', 'query Drift']);
  });

  it('--signal draws up a histogram beside its baseline', async () => {
    await run('--signal', 'price');
    expect(stage.printed.slice(1)).toEqual([
      'PART  BIN        BASELINE  DAY  WEEK',
      '      under $10  43        90   120',
    ]);
    await expect(run('--signal', 'colour')).rejects.toMatchObject({ exitCode: 2 });
  });

  it('--history lists earlier checks, with what was too little to tell as a dash', async () => {
    await run('--history', '7');
    expect(stage.printed.slice(1)).toEqual([
      'CHECKED                   STATE   PREDICTIONS  PRICE  WORDS',
      '2026-11-28T11:30:00.000Z  STEADY  700          0.75   –',
    ]);
    const since = Date.parse(String((asked[0]?.variables as Record<string, unknown>)['from']));
    expect(Math.round((Date.now() - since) / 86_400_000)).toBe(7);
  });

  it('--accuracy tells day by day what is estimated, what is measured, and how far they may differ', async () => {
    answers['accuracyOverTime'] = [
      STEP,
      { ...STEP, target: 'VARIETY', measured: null, labelled: 0, labelledEstimate: null, differenceMax: null },
    ];
    expect(await run('--accuracy', '7')).toBe(0);
    expect(stage.printed).toEqual([
      'DAY         TARGET   PREDICTIONS  ESTIMATED  MEASURED  INTERVAL          LABELLED  THEIR ESTIMATE  MAY DIFFER',
      '2026-11-28  country  1000         0.9        0.75      0.3006 to 0.9544  4         0.8             0.4',
      '2026-11-28  variety  1000         0.9        –         –                 0         –               –',
    ]);
  });

  it.each([
    [['--history', '7', '--accuracy', '7'], '--accuracy does not go with --history.'],
    [['--signal', 'price', '--history', '7'], '--history does not go with --signal.'],
    [['--now', '--accuracy', '7'], '--accuracy does not go with --now.'],
  ])('does not leave one of %j unheeded', async (args, message) => {
    await expect(run(...args)).rejects.toMatchObject({ exitCode: 2, message });
  });

  it('says so where there was no check, and where nobody asked anything', async () => {
    Object.assign(answers, { drift: null, accuracyOverTime: [] });
    expect(await run()).toBe(0);
    expect(await run('--accuracy', '1')).toBe(0);
    expect(stage.printed).toEqual([
      'There was no check yet: --now looks at once. There is one every hour, on a laptop with --schedules.',
      'There were no predictions.',
    ]);
  });

  it.each([
    ['--history', '0'],
    ['--history', '36'],
    ['--accuracy', 'all'],
  ])('takes no %s %s', async (option, text) => {
    await expect(run(option, text)).rejects.toMatchObject({ exitCode: 2 });
    expect(asked).toEqual([]);
  });
});
