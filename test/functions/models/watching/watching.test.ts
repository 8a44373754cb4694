import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { Manifest } from '../../../../classifier/files/manifest.ts';
import { METRICS } from '../../../../contract/metrics.ts';
import type { StoredPrediction } from '../../../../contract/stored/prediction.ts';
import { answerPayload } from '../../../../functions/models/answer.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import type { Health, MetricSeries } from '../../../../generated/schema.ts';
import { openMonitor, readAlarms, readSeries } from '../../../../store/aws/cloudwatch.ts';
import { beginRun, failRun, writeRun } from '../../../../store/models/runs.ts';
import { type Dynamo, startDynamo } from '../../../store/dynamo.ts';
import { startFakeCloudWatch } from '../../../store/fake-cloudwatch.ts';

let dynamo: Dynamo;
let troubles: string[];
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const later = () => Date.now() + 10_000;

/** What the models function answers with; CloudWatch is that of `endpoint`, or none. */
function dependenciesOf(endpoint?: string): Dependencies {
  troubles = [];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { region: 'us-east-1', credentials, maxAttempts: 1 };
  const monitor = endpoint && openMonitor('staging', 'Terroir-staging.', { ...config, endpoint });
  return {
    models: dynamo.models(),
    predictions: dynamo.predictions(),
    starter: { version: 'starter-1' } as Manifest,
    onTrouble: (what: string) => void troubles.push(what),
    release: '1.2.3',
    ...(monitor && { openMonitor: () => Promise.resolve({ monitor, readAlarms, readSeries }) }),
  } as Partial<Dependencies> as Dependencies;
}

function ask(operation: string, given: object, endpoint?: string) {
  return answerPayload(dependenciesOf(endpoint), { operation, clientId: 'operator', arguments: given });
}

async function serveCloudWatch(pages: Record<string, object[]>) {
  const cloudwatch = await startFakeCloudWatch(pages);
  onTestFinished(() => cloudwatch.close());
  return cloudwatch;
}

const [from, to] = ['2026-11-28T10:00:00Z', '2026-11-28T11:00:00Z'];
/** As CloudWatch writes times. */
const seconds = (time: string) => Date.parse(time) / 1000;

describe('metrics', () => {
  it('brings a series for each value of the metric’s own dimension, over all pages, oldest first', async () => {
    const cloudwatch = await serveCloudWatch({
      GetMetricData: [
        {
          MetricDataResults: [{ Id: 'm1', Timestamps: [seconds('2026-11-28T10:05:00Z')], Values: [0.7] }],
          NextToken: 'more',
        },
        { MetricDataResults: [{ Id: 'm1', Timestamps: [seconds(from)], Values: [0.6] }] },
      ],
    });
    const given = { name: 'measuredAccuracy', from, to, period: 300, statistic: 'P99' };
    const { value } = await ask('metrics', given, cloudwatch.endpoint);
    expect(value as MetricSeries[]).toEqual([
      { name: 'measuredAccuracy', of: 'country', unit: 'None', points: [] },
      {
        name: 'measuredAccuracy',
        of: 'variety',
        unit: 'None',
        points: [
          { at: '2026-11-28T10:00:00.000Z', value: 0.6 },
          { at: '2026-11-28T10:05:00.000Z', value: 0.7 },
        ],
      },
    ]);
    expect(cloudwatch.asked[0]?.body).toMatchObject({
      StartTime: seconds(from),
      EndTime: seconds(to),
      MetricDataQueries: ['country', 'variety'].map((target) => ({
        MetricStat: {
          Metric: {
            Namespace: 'Terroir',
            MetricName: 'measuredAccuracy',
            Dimensions: [
              { Name: 'environment', Value: 'staging' },
              { Name: 'target', Value: target },
            ],
          },
          Period: 300,
          Stat: 'p99',
        },
      })),
    });
  });

  it.each(Object.keys(METRICS))('knows %s', async (name) => {
    const cloudwatch = await serveCloudWatch({ GetMetricData: [{ MetricDataResults: [] }] });
    expect(await ask('metrics', { name, from, to }, cloudwatch.endpoint)).toHaveProperty('value');
  });

  it.each([
    [{ name: 'latency', from, to }, 'name', 'There is no such metric: name must be one of predictions, '],
    [{ name: '__proto__', from, to }, 'name', 'There is no such metric'],
    [{ name: 'latencyMs', from, to, period: 59 }, 'period', 'period must be one of 60, 300, 900,'],
    [{ name: 'latencyMs', from: to, to: from }, 'from', 'from must be before to'],
    [{ name: 'latencyMs', from: '2020-01-01T00:00:00Z', to, period: 86_400 }, 'from', 'at most 455 days'],
    [{ name: 'latencyMs', from: '2026-11-01T00:00:00Z', to, period: 60 }, 'period', 'more than 1500 periods'],
  ])('is InvalidInput for %j', async (given, field, message) => {
    const { failure } = await ask('metrics', given);
    expect(failure).toMatchObject({ errorType: 'InvalidInput', errorInfo: { field, retryable: false } });
    expect(failure?.message).toContain(message);
  });

  it('is Internal, to be tried again, where CloudWatch refuses, is not reached, or is not there', async () => {
    const refusing = await serveCloudWatch({});
    for (const endpoint of [refusing.endpoint, 'http://127.0.0.1:9', undefined]) {
      const { failure } = await ask('metrics', { name: 'latencyMs', from, to }, endpoint);
      expect(failure).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
      expect(troubles).toEqual(['CloudWatch does not answer.']);
    }
  });
});

const standing = (name: string, StateValue: string) => ({
  AlarmName: `Terroir-staging.${name}`,
  StateValue,
  StateReason: 'Threshold Crossed',
  StateTransitionedTimestamp: seconds(from),
});

describe('health', () => {
  it('tells the alarms, those in alarm first, and what runs', async () => {
    const run = beginRun(ulid(), 'operator', null, '2026-11-28T09:00:00.000Z');
    await writeRun(dynamo.models(), run, later());
    const cloudwatch = await serveCloudWatch({
      DescribeAlarms: [
        {
          CompositeAlarms: [standing('service-failing', 'OK'), standing('model-failing', 'ALARM')],
          MetricAlarms: [standing('errors-fast', 'INSUFFICIENT_DATA'), standing('somebody-elses', 'ALARM')],
          NextToken: 'more',
        },
        { LogAlarms: [standing('slice-failing', 'ALARM')] },
      ],
    });
    const { value } = await ask('health', {}, cloudwatch.endpoint);
    const health = value as Health;
    expect(health).toMatchObject({
      state: 'ALARM',
      alarmsUnavailable: null,
      champion: 'starter-1',
      championSince: null,
      lastTraining: { id: run.id, status: 'RUNNING' },
      release: '1.2.3',
      node: process.versions.node,
      starterVersion: 'starter-1',
    });
    expect(health.onnxRuntime).toMatch(/^\d+\.\d+/);
    expect(health.alarms.map(({ name, state, severity }) => `${name} ${state} ${severity}`)).toEqual([
      'model-failing ALARM PAGE',
      'slice-failing ALARM PART',
      'errors-fast INSUFFICIENT_DATA PART',
      'service-failing OK PAGE',
    ]);
    expect(health.alarms[0]).toMatchObject({
      reason: 'Threshold Crossed',
      since: '2026-11-28T10:00:00.000Z',
      runbook: 'docs/RUNBOOK.md#model-failing',
    });
    expect(cloudwatch.asked[0]?.body).toMatchObject({ AlarmNamePrefix: 'Terroir-staging.' });
  });

  it.each([
    ['WELL', [standing('service-failing', 'OK'), standing('slice-failing', 'ALARM')]],
    ['NOTICE', [standing('quality-falling', 'ALARM'), standing('model-failing', 'OK')]],
    ['ALARM', [standing('quality-falling', 'ALARM'), standing('model-failing', 'ALARM')]],
  ])('is %s by what is in alarm and tells somebody', async (state, alarms) => {
    const cloudwatch = await serveCloudWatch({ DescribeAlarms: [{ CompositeAlarms: alarms }] });
    expect(await ask('health', {}, cloudwatch.endpoint)).toMatchObject({ value: { state } });
  });

  it('is answered where CloudWatch cannot be reached, and says that', async () => {
    const refusing = await serveCloudWatch({});
    for (const endpoint of [refusing.endpoint, 'http://127.0.0.1:9', undefined]) {
      const { value } = await ask('health', {}, endpoint);
      expect(value).toMatchObject({ state: 'UNKNOWN', alarms: [], champion: 'starter-1' });
      expect((value as Health).alarmsUnavailable).toMatch(/^CloudWatch did not tell how the alarms stand/);
      expect(troubles).toEqual(['The alarms cannot be read.']);
    }
  });
});

describe('what is told every hour', () => {
  const HOUR = 60 * 60 * 1000;
  const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR).toISOString();

  async function label(variety: string, truth: string, madeHoursAgo: number): Promise<void> {
    const answer = { ranking: [[variety, 0.8]] as [string, number][], evidence: [] };
    const prediction: StoredPrediction = {
      ...{ clientId: 'c', id: ulid(), wine: { price: 15 }, modelVersion: 'v-1', createdAt: at(madeHoursAgo) },
      ...{ country: answer, variety: answer, label: { variety: truth, labelledAt: at(0) } },
      ...{ labelMonth: at(0).slice(0, 7), labelledAt: at(0) },
    };
    await dynamo.predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item: prediction }));
  }

  it('are the slices of the last week with thirty labels or more', async () => {
    for (let n = 0; n < 30; n += 1) await label('Merlot', n < 10 ? 'Merlot' : 'Malbec', 2);
    for (let n = 0; n < 29; n += 1) await label('Gamay', 'Gamay', 2);
    for (let n = 0; n < 30; n += 1) await label('Melon', 'Melon', 8 * 24);
    const { value } = await ask('takeStock', {});
    expect((value as { slices: object[] }).slices).toMatchObject([
      { target: 'VARIETY', by: 'VARIETY', slice: 'Merlot', labelled: 30, right: 10 },
      { target: 'VARIETY', by: 'PRICE_RANGE', slice: '10–20', labelled: 59, right: 39 },
    ]);
  });

  it('is how long ago a training last came to its end, failed ones aside', async () => {
    const ended = { ...beginRun(ulid(), 'schedule', null, at(9)), status: 'REJECTED' as const, finishedAt: at(8) };
    await writeRun(dynamo.models(), ended, later());
    const failed = failRun(beginRun(ulid(Date.now() + 1), 'schedule', null, at(2)), 'It died.', at(1));
    await writeRun(dynamo.models(), failed, later());
    const { value } = await ask('takeStock', {});
    expect((value as { trainingAgeHours: number }).trainingAgeHours).toBeCloseTo(8, 2);
  });
});
