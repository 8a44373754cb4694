import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/command.ts';
import { command as healthCommand } from '../../../cli/commands/health.ts';
import { command as metricsCommand } from '../../../cli/commands/metrics.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import type { Alarm, Health, MetricSeries } from '../../../packages/client/client.ts';
import { json, serve, type Sent } from '../../packages/client/fake-api.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
let api: Awaited<ReturnType<typeof serve>>;
let asked: Sent[];
let answer: object;

beforeEach(async () => {
  [asked, answer] = [[], {}];
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ ...(JSON.parse(body) as Sent), headers: {} });
      void json({ data: answer })
        .text()
        .then((text) => response.writeHead(200).end(text));
    });
  });
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  const ready = readyMessage('http://127.0.0.1:9');
  await writeHostFile(join(stage.folder, '.local'), { ...ready, endpoint: api.endpoint, key: 'trr_k' });
});
afterEach(async () => {
  await api.close();
  await stage.clear();
});

const run = (command: Command, ...args: string[]) => command.run(args, stage);

const alarm = (name: string, state: Alarm['state'], severity: Alarm['severity']): Alarm => ({
  ...{ name, state, severity, meaning: 'It burns.', reason: null, since: '2026-11-28T10:00:00.000Z' },
  runbook: `docs/RUNBOOK.md#${name}`,
});
const well: Health = {
  state: 'WELL',
  alarms: [alarm('service-failing', 'OK', 'PAGE')],
  alarmsUnavailable: null,
  champion: 'v-1',
  championSince: '2026-11-27T10:00:00.000Z',
  lastTraining: null,
  release: '0.1.0',
  node: '24.0.0',
  onnxRuntime: '1.30.0',
  starterVersion: 'starter-1',
  checkedAt: '2026-11-28T10:00:00.000Z',
};
const FACTS = [
  '',
  'champion       v-1                                           since 2026-11-27T10:00:00.000Z',
  'last training  none yet',
  'release        0.1.0, Node 24.0.0, ONNX Runtime 1.30.0',
  'starter        starter-1',
];

describe('health', () => {
  it('says that all is well, and what runs', async () => {
    answer = { health: well };
    expect(await run(healthCommand)).toBe(0);
    expect(stage.printed[0]).toBe('It is well: no alarm is in alarm.');
    expect(stage.printed.slice(1).map((line) => line.replace(/ +/g, ' '))).toEqual(
      FACTS.map((line) => line.replace(/ +/g, ' ')),
    );
  });

  it('shows what is in alarm and where to read on, and fails where that cannot wait', async () => {
    const alarms = [alarm('model-failing', 'ALARM', 'PAGE'), ...well.alarms];
    answer = { health: { ...well, state: 'ALARM', alarms } };
    expect(await run(healthCommand)).toBe(1);
    expect(stage.printed.slice(0, 4)).toEqual([
      'It is NOT well: something cannot wait.',
      '',
      'ALARM          STATE  TELLS  SINCE                     WHAT HAS HAPPENED',
      'model-failing  ALARM  page   2026-11-28T10:00:00.000Z  It burns. See docs/RUNBOOK.md#model-failing',
    ]);
    expect(stage.printed.join('\n')).not.toContain('service-failing');
  });

  it('shows every alarm if asked to', async () => {
    answer = { health: { ...well, state: 'NOTICE' } };
    expect(await run(healthCommand, '--all')).toBe(0);
    expect(stage.printed.join('\n')).toContain('service-failing  OK');
  });

  it('fails where nobody can tell, and says why', async () => {
    answer = { health: { ...well, state: 'UNKNOWN', alarms: [], alarmsUnavailable: 'CloudWatch did not tell.' } };
    expect(await run(healthCommand)).toBe(1);
    expect(stage.printed.slice(0, 2)).toEqual(['Nobody can tell whether it is well.', 'CloudWatch did not tell.']);
  });
});

describe('metrics', () => {
  const point = (at: string, value: number) => ({ at: `2026-11-28T${at}:00.000Z`, value });

  it('prints a line a period, and a column for each value of the metric’s own dimension', async () => {
    const series: MetricSeries[] = [
      { name: 'measuredAccuracy', of: 'country', unit: 'None', points: [point('10:05', 0.9), point('10:10', 0.91234)] },
      { name: 'measuredAccuracy', of: 'variety', unit: 'None', points: [point('10:05', 0.6)] },
    ];
    answer = { metrics: series };
    expect(await run(metricsCommand, 'measuredAccuracy', '--statistic', 'p99', '--hours', '2', '--period', '60')).toBe(
      0,
    );
    expect(asked[0]?.variables).toMatchObject({ name: 'measuredAccuracy', period: 60, statistic: 'P99' });
    const { from, to } = asked[0]?.variables as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(2 * 60 * 60 * 1000);
    expect(stage.printed).toEqual([
      'TIME                      COUNTRY  VARIETY',
      '2026-11-28T10:05:00.000Z  0.9      0.6',
      '2026-11-28T10:10:00.000Z  0.9123   –',
    ]);
  });

  it('says where there is no value', async () => {
    answer = { metrics: [{ name: 'logLoss', of: null, unit: 'None', points: [] }] };
    expect(await run(metricsCommand, 'logLoss')).toBe(0);
    expect(stage.printed).toEqual(['logLoss has no value in the last 3 hours.']);
  });

  it('says which hours and periods there are, before it asks anybody', async () => {
    await expect(run(metricsCommand, 'latencyMs', '--hours', '0.5')).rejects.toThrow(
      '--hours takes a whole number from 1 to 10920, not 0.5.',
    );
    await expect(run(metricsCommand, 'latencyMs', '--period', '7')).rejects.toThrow(
      '--period takes 60, 300, 900, 3600, 21600, 86400 seconds, not 7.',
    );
    expect(asked).toEqual([]);
  });

  it.each([[[]], [['a', 'b']], [['a', '--statistic', 'mode']], [['a', '--hours', '0']], [['a', '--period', 'x']]])(
    'takes no %j',
    async (args) => {
      await expect(run(metricsCommand, ...args)).rejects.toMatchObject({ exitCode: 2 });
      expect(asked).toEqual([]);
    },
  );
});
