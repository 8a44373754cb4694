import {
  type CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { assumeRole, createAuthority } from '../../../../../packages/appsync-host/iam/authority.ts';
import { readStatements } from '../../../../../packages/appsync-host/iam/policy.ts';
import { clientsOf, serveRoom } from '../served-room.ts';
import { afterAll } from 'vitest';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-28T11:00:00Z');
const Dimensions = [{ Name: 'environment', Value: 'test' }];
const roleArn = 'arn:aws:iam::000000000000:role/Function';

let cloudwatch: CloudWatchClient;
let mine: CloudWatchClient;
let move: (byMs: number) => void;
const put = (MetricName: string, ...Values: number[]) =>
  cloudwatch.send(
    new PutMetricDataCommand({ Namespace: 'Cellar', MetricData: [{ MetricName, Dimensions, Unit: 'Count', Values }] }),
  );

beforeAll(async () => {
  const keys = { accessKeyId: 'ADMIN', secretAccessKey: 'secret' };
  const statements = readStatements(
    {
      Statement: [
        { Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'cloudwatch:PutMetricData',
          Resource: '*',
          Condition: { StringEquals: { 'cloudwatch:namespace': 'Cellar' } },
        },
      ],
    },
    'Function',
  );
  const authority = { ...createAuthority(keys), roles: { [roleArn]: { name: 'Function', statements } } };
  const served = await serveRoom({ authority, whenOver: afterAll });
  cloudwatch = clientsOf(served.endpoint, keys).cloudwatch;
  mine = clientsOf(served.endpoint, assumeRole(authority, { roleArn, sessionName: 'run' })).cloudwatch;
  move = served.room.clock.move;
  // Ten minutes with the values 1 to 10, of which the fourth has none.
  for (let minute = 1; minute <= 10; minute += 1) {
    if (minute !== 4) await put('bottles', minute, minute * 10);
    await put('boxes', 2);
    move(MINUTE_MS);
  }
});

const statOf = (Id: string, MetricName: string, Stat: string, Period = 60): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Cellar', MetricName, Dimensions }, Period, Stat },
});
const at = (minutes: number): Date => new Date(START_MS + minutes * MINUTE_MS);
const get = (queries: MetricDataQuery[], rest: object = {}, client = cloudwatch) =>
  client.send(
    new GetMetricDataCommand({
      StartTime: at(0),
      EndTime: at(10),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queries,
      ...rest,
    }),
  );
const valuesOf = async (...queries: MetricDataQuery[]) =>
  (await get(queries)).MetricDataResults?.map(({ Values }) => Values);

describe('GetMetricData', () => {
  it.each([
    ['Sum', [308, 297]],
    ['SampleCount', [8, 10]],
    ['Average', [38.5, 44]],
    ['Minimum', [1, 6]],
    ['Maximum', [50, 100]],
    ['p50', [5, 10]],
    ['p90', [50, 90]],
  ])('%s of five minutes each', async (stat, expected) => {
    const values = (await valuesOf(statOf('a', 'bottles', stat, 300)))?.[0];
    const [first, second] = [
      [1, 2, 3, 5],
      [6, 7, 8, 9, 10],
    ].map((numbers) => numbers.flatMap((one) => [one, one * 10]));
    const sums = [first!, second!].map((numbers) => numbers.reduce((sum, one) => sum + one, 0));
    if (stat === 'Sum') expect(values).toEqual(sums);
    else if (stat === 'Average') expect(values).toEqual(sums.map((sum, part) => sum / [8, 10][part]!));
    else expect(values).toEqual(expected);
  });

  it('has a value for each minute in which something came, the newest first unless told otherwise', async () => {
    const { MetricDataResults: [one] = [] } = await get([statOf('a', 'bottles', 'Minimum')], { ScanBy: undefined });
    expect(one?.Values).toEqual([10, 9, 8, 7, 6, 5, 3, 2, 1]);
    expect(one?.Timestamps?.[0]).toEqual(at(9));
    expect(one).toMatchObject({ Id: 'a', Label: 'bottles', StatusCode: 'Complete' });
  });

  it('begins at a whole period, at or before the start', async () => {
    const { MetricDataResults: [one] = [] } = await get([statOf('a', 'boxes', 'Sum', 300)], { StartTime: at(3) });
    expect([one?.Timestamps, one?.Values]).toEqual([
      [at(0), at(5)],
      [10, 10],
    ]);
  });

  it('evaluates expressions, and returns what is asked for', async () => {
    const { MetricDataResults = [] } = await get([
      { ...statOf('a', 'bottles', 'SampleCount', 300), ReturnData: false },
      { ...statOf('b', 'boxes', 'Sum', 300), ReturnData: false },
      { Id: 'share', Expression: 'a / b', Label: 'bottles a box' },
      { Id: 'filled', Expression: 'FILL(none, 7)' },
      { ...statOf('none', 'nothing', 'Sum', 300), ReturnData: false },
    ]);
    expect(MetricDataResults.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ['share', 'bottles a box', [0.8, 1]],
      ['filled', 'filled', [7, 7]],
    ]);
  });

  it('comes in parts, each with the token of the next', async () => {
    const queries = [statOf('a', 'boxes', 'Sum'), statOf('b', 'bottles', 'Minimum'), statOf('c', 'nothing', 'Sum')];
    const parts: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await get(queries, { MaxDatapoints: 7, NextToken });
      parts.push(page.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values?.length, StatusCode]));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(parts).toEqual([
      [['a', 7, 'PartialData']],
      [
        ['a', 3, 'Complete'],
        ['b', 4, 'PartialData'],
      ],
      [
        ['b', 5, 'Complete'],
        ['c', 0, 'Complete'],
      ],
    ]);
  });

  it.each<[string, MetricDataQuery[], object, RegExp]>([
    ['a trimmed mean', [statOf('a', 'bottles', 'tm90')], {}, /a has the statistic tm90; the host knows SampleCount/],
    [
      'a period below a minute',
      [statOf('a', 'bottles', 'Sum', 10)],
      {},
      /has the period 10; the host keeps whole minutes/,
    ],
    ['a function that is not known', [{ Id: 'a', Expression: 'RATE(b)' }], {}, /does not know the function RATE/],
    ['an id that is not there', [{ Id: 'a', Expression: 'b * 2' }], {}, /a is about b, and there is no such query/],
    [
      'a circle',
      [
        { Id: 'a', Expression: 'b' },
        { Id: 'b', Expression: 'a' },
      ],
      {},
      /depends on itself/,
    ],
    ['one id twice', [statOf('a', 'x', 'Sum'), statOf('a', 'y', 'Sum')], {}, /there are two queries a/],
    [
      'a single number',
      [statOf('a', 'bottles', 'Sum'), { Id: 'b', Expression: 'SUM(a)' }],
      {},
      /comes to a single number/,
    ],
    ['times the wrong way round', [statOf('a', 'bottles', 'Sum')], { EndTime: at(-1) }, /StartTime must be less/],
    ['no query', [], {}, /from 1 to 500 queries/],
    ['too much', [statOf('a', 'bottles', 'Sum')], { StartTime: at(-200_000) }, /More than 100800 datapoints/],
  ])('refuses %s', async (_, queries, rest, complaint) => {
    await expect(get(queries, rest)).rejects.toThrow(complaint);
  });
});

describe('GetMetricStatistics', () => {
  const ask = (rest: object) =>
    cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Cellar',
        MetricName: 'bottles',
        Dimensions,
        StartTime: at(0),
        EndTime: at(10),
        Period: 300,
        ...rest,
      }),
    );

  it('has statistics and percentiles with the unit', async () => {
    const { Datapoints = [], Label } = await ask({
      Statistics: ['Minimum', 'SampleCount'],
      ExtendedStatistics: ['p50'],
    });
    expect(Label).toBe('bottles');
    expect(Datapoints).toEqual([
      { Timestamp: at(0), Minimum: 1, SampleCount: 8, ExtendedStatistics: { p50: 5 }, Unit: 'Count' },
      { Timestamp: at(5), Minimum: 6, SampleCount: 10, ExtendedStatistics: { p50: 10 }, Unit: 'Count' },
    ]);
    expect((await ask({ Statistics: ['Sum'], Unit: 'Seconds' })).Datapoints).toEqual([]);
  });

  it('refuses more than 1,440 points, and statistics that are none', async () => {
    await expect(ask({ Statistics: ['Sum'], StartTime: at(-2000), Period: 60 })).rejects.toThrow(
      /exceeds the limit of 1440/,
    );
    await expect(ask({ ExtendedStatistics: ['tm99'] })).rejects.toThrow(/not tm99/);
    await expect(ask({})).rejects.toThrow(/Statistics or ExtendedStatistics must be given/);
  });
});

describe('PutMetricData and ListMetrics', () => {
  it('take what a program measures, in each form, and list it', async () => {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Vineyard',
        MetricData: [
          { MetricName: 'rain', Value: 3, Unit: 'Percent' },
          { MetricName: 'rain', Values: [1, 5], Counts: [2, 1] },
          { MetricName: 'sun', StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 2, Maximum: 4 } },
        ],
      }),
    );
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Vineyard' }));
    expect(Metrics).toEqual([
      { Namespace: 'Vineyard', MetricName: 'rain', Dimensions: [] },
      { Namespace: 'Vineyard', MetricName: 'sun', Dimensions: [] },
    ]);
    const { Metrics: ofTest } = await cloudwatch.send(
      new ListMetricsCommand({ MetricName: 'boxes', Dimensions: [{ Name: 'environment' }] }),
    );
    expect(ofTest).toHaveLength(1);
    const none = new ListMetricsCommand({ Dimensions: [{ Name: 'environment', Value: 'other' }] });
    expect((await cloudwatch.send(none)).Metrics).toEqual([]);
  });

  it('take a large body, which the SDK compresses', async () => {
    const MetricData = Array.from({ length: 400 }, (_, id) => ({ MetricName: `metric${id}`, Dimensions, Value: id }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Large', MetricData }));
    const { Metrics, NextToken } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Large' }));
    expect([Metrics?.length, NextToken]).toEqual([400, undefined]);
  });

  it.each<[string, object, RegExp]>([
    ['AWS’s own namespaces', { Namespace: 'AWS/Lambda' }, /The value AWS\/ for parameter Namespace is invalid/],
    ['no value', { MetricData: [{ MetricName: 'a' }] }, /At least one of the parameters must be specified/],
    ['a unit that is none', { MetricData: [{ MetricName: 'a', Value: 1, Unit: 'Bottles' }] }, /must not be Bottles/],
  ])('refuse %s', async (_, change, complaint) => {
    const input = { Namespace: 'Cellar', MetricData: [{ MetricName: 'a', Value: 1 }], ...change };
    await expect(cloudwatch.send(new PutMetricDataCommand(input as never))).rejects.toThrow(complaint);
  });
});

describe('who may call', () => {
  it('a role does what its policies allow, in the namespace that they name', async () => {
    expect((await get([statOf('a', 'boxes', 'Sum', 600)], {}, mine)).MetricDataResults?.[0]?.Values).toEqual([20]);
    const datum = { MetricData: [{ MetricName: 'a', Value: 1 }] };
    await mine.send(new PutMetricDataCommand({ Namespace: 'Cellar', ...datum }));
    await expect(mine.send(new PutMetricDataCommand({ Namespace: 'Other', ...datum }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: cloudwatch:PutMetricData') as string,
    });
    await expect(mine.send(new ListMetricsCommand({}))).rejects.toThrow(/cloudwatch:ListMetrics/);
  });

  it('nobody else is let in', async () => {
    const endpoint = await cloudwatch.config.endpoint?.();
    const url = `http://${endpoint?.hostname}:${endpoint?.port}`;
    const stranger = clientsOf(url, { accessKeyId: 'ADMIN', secretAccessKey: 'wrong' }).cloudwatch;
    await expect(stranger.send(new ListMetricsCommand({}))).rejects.toThrow(/signature we calculated does not match/);
    const unsigned = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' },
    });
    expect([unsigned.status, await unsigned.json()]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' },
    ]);
  });
});
