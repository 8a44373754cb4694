import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { readUnseenWines } from '../../bench/drift/population.ts';
import { openStack } from '../../packages/appsync-host/template/stack.ts';
import { readStack } from '../../packages/appsync-host/template/read.ts';
import { KNOWN_TYPES } from '../../packages/appsync-host/services.ts';
import type { WineInput } from '../../packages/client/client.ts';
import { type FaultyClient, type FaultyHost, startFaultyHost } from '../../test/api/faults/faulty-host.ts';
import { FAULTS, type Rule } from '../../test/api/faults/proxy.ts';
import {
  type DashboardTemplate,
  type Gathered,
  type GraphProperties,
  readMetrics,
  readWidgets,
  type Span,
  type Widget,
} from './page.ts';

/*
 * Gathers dashboard.json: runs the laptop host, lets clients use it for some hours of a clock that is moved by hand,
 * with what goes wrong on an ordinary day, and asks CloudWatch for what the dashboard shows. Takes ten minutes, and
 * cdk.out (npm run synth); nothing of it is made up but the hours.
 *     node docs/dashboard/gather.ts
 */

const CDK_OUT = fileURLToPath(new URL('../../cdk.out', import.meta.url));
const FILE = new URL('../dashboard.json', import.meta.url);
const STACK = 'Terroir';
const HOURS = 6;
const STEP_SECONDS = 300;
const STEPS = (HOURS * 3600) / STEP_SECONDS;
const HOUR_STEPS = 3600 / STEP_SECONDS;
const COUNTS_WRITTEN_MS = 61_000;
const DESCRIPTION_CHARACTERS_MAX = 4_000;

/** Steps at which something happens, besides what happens at every one. */
const STEPS_OF = { storm: 14, slowTable: 27, failingTable: 40, training: 46 };

/**
 * A copy of cdk.out in which λ models takes stock every minute, and not every hour: the hours of the clock are minutes
 * here, and schedules go by the machine's.
 */
function copyTemplate(folder: string): string {
  const copy = join(folder, 'cdk.out');
  cpSync(CDK_OUT, copy, { recursive: true });
  const file = join(copy, `${STACK}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as DashboardTemplate;
  for (const { Properties } of Object.values(template.Resources)) {
    if (JSON.stringify(Properties ?? {}).includes('takeStock') && Properties?.['ScheduleExpression'] !== undefined) {
      Properties['ScheduleExpression'] = 'rate(1 minute)';
    }
  }
  writeFileSync(file, JSON.stringify(template));
  return copy;
}

/** What is true of a wine, as far as the dataset knows. */
interface Truth {
  country: string | null;
  variety: string | null;
}

/** Wines that the starter version has not been fitted with: of notes the bundled dataset has the words alone. */
function readWines(): { wine: WineInput; truth: Truth }[] {
  return readUnseenWines().map((example) => {
    const { country = null, variety = null, region = null, winery = null, points = null, price = null } = example;
    const words = example.terms?.filter((term) => !term.includes(' ')).join(' ') ?? '';
    const description = words.slice(0, DESCRIPTION_CHARACTERS_MAX);
    const wine = { description, country, variety, region, winery, points, price };
    return { wine, truth: { country, variety } };
  });
}

/** What a day of the laptop goes on with. */
interface Day {
  host: FaultyHost;
  operator: FaultyClient;
  clients: FaultyClient[];
  /** One whose quota is soon used up. */
  limited: FaultyClient;
  /** The next wine. */
  take: () => ReturnType<typeof readWines>[number];
}

async function openDay(host: FaultyHost): Promise<Day> {
  const wines = readWines();
  let taken = 0;
  const operator = await host.connect();
  return {
    host,
    operator,
    clients: [operator, await host.connect(), await host.connect()],
    limited: await host.connect({}, { quotaPerMinute: 40 }),
    // In an order that has nothing to do with theirs.
    take: () => wines[(taken++ * 769) % wines.length] ?? { wine: {}, truth: { country: null, variety: null } },
  };
}

/** Moves CloudWatch's clock, and brings where it then stands, in epoch ms. */
async function pass({ cloudwatch }: FaultyHost, seconds: number): Promise<number> {
  const answer = await fetch(`${cloudwatch}/clock`, { method: 'POST', body: JSON.stringify({ seconds }) });
  return Date.parse(((await answer.json()) as { now: string }).now);
}

const SLOW: Rule = ({ operation }) => (operation === 'PutItem' ? { kind: 'late', ms: 400 } : undefined);
const FAILING: Rule = ({ operation, body }) =>
  operation === 'PutItem' && body.includes('Predictions') ? FAULTS.denied : undefined;

/** Five minutes: more requests in the evening than at night, labels for half of them, and what goes wrong then. */
async function liveStep(day: Day, step: number): Promise<void> {
  const { host, operator, clients, limited, take } = day;
  const { rules } = host.dynamodb;
  rules.clear();
  if (step === STEPS_OF.slowTable || step === STEPS_OF.slowTable + 1) rules.add(SLOW);
  if (step === STEPS_OF.failingTable) rules.add(FAILING);
  // What is refused and what fails is what is to be seen.
  const forget = () => undefined;
  const requests = Math.round(8 + 4 * Math.sin((step / STEPS) * 2 * Math.PI - 1) + 3 * Math.sin(step * 12.9898));
  for (let request = 0; request < requests; request += 1) {
    const client = clients[request % clients.length] ?? operator;
    const { wine, truth } = take();
    const told = await client.predict(wine).catch(forget);
    if (told !== undefined && request % 2 === 0) await client.label(told.id, truth).catch(forget);
  }
  const batchOf = (count: number) => Array.from({ length: count }, () => take().wine);
  if (step % 3 === 0) await operator.predictBatch(batchOf(12)).catch(forget);
  if (step % 11 === 3) await operator.predict({ description: 'plum', price: -1 }).catch(forget);
  if (step >= STEPS_OF.storm && step < STEPS_OF.storm + 4) {
    for (let call = 0; call < 3; call += 1) await limited.predictBatch(batchOf(25)).catch(forget);
  }
  if (step === STEPS_OF.training) await train(operator);
  if (step % HOUR_STEPS === HOUR_STEPS - 1) await checkDrift(day);
}

/** λ predict writes what it has counted once a minute of its own time, with a prediction. */
async function checkDrift({ operator, take }: Day): Promise<void> {
  await setTimeout(COUNTS_WRITTEN_MS);
  await operator.predict(take().wine);
  await setTimeout(1_000);
  await operator.checkDrift();
}

async function train(operator: FaultyClient): Promise<void> {
  const { id } = await operator.startTraining('Labels of the day.');
  let run = await operator.trainingRun(id);
  while (run?.status === 'RUNNING') {
    await setTimeout(2_000);
    run = await operator.trainingRun(id);
  }
  process.stderr.write(`training: ${run?.status ?? 'gone'}\n`);
  if (run?.status === 'REJECTED' && run.modelVersion !== null) await operator.promote(run.modelVersion, 'By hand.');
}

async function gather(folder: string): Promise<Gathered> {
  const cdkOut = copyTemplate(folder);
  const host = await startFaultyHost({ cdkOut, clockByHand: true, schedules: true });
  try {
    const day = await openDay(host);
    const startedMs = await pass(host, 0);
    const fromMs = await pass(host, 3600 - ((startedMs / 1000) % 3600));
    for (let step = 0; step < STEPS; step += 1) {
      if (step % HOUR_STEPS === 0) process.stderr.write(`hour ${step / HOUR_STEPS + 1} of ${HOURS}\n`);
      await liveStep(day, step);
      await pass(host, STEP_SECONDS);
    }
    return await readAll(host, cdkOut, { fromMs, toMs: await pass(host, 0) });
  } finally {
    await host.close();
  }
}

async function readAll({ aws }: FaultyHost, cdkOut: string, span: Span): Promise<Gathered> {
  const { region, accessKeyId, secretAccessKey, endpoints } = aws;
  const config = { region, credentials: { accessKeyId, secretAccessKey } };
  const cloudwatch = new CloudWatchClient({ ...config, endpoint: endpoints.cloudwatch });
  const logs = new CloudWatchLogsClient({ ...config, endpoint: endpoints.cloudwatch_logs });
  const template = JSON.parse(readFileSync(join(cdkOut, `${STACK}.template.json`), 'utf8')) as DashboardTemplate;
  const widgets = nameResources(readWidgets(template), cdkOut);
  const gathered: Gathered = {
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    alarms: {},
    graphs: {},
    tables: {},
  };
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }),
  );
  for (const { AlarmName = '', StateValue = '' } of [...CompositeAlarms, ...MetricAlarms]) {
    gathered.alarms[AlarmName.slice(AlarmName.indexOf('.') + 1)] = StateValue;
  }
  for (const widget of widgets) {
    if (widget.type === 'metric') {
      gathered.graphs[widget.properties.title] = await readGraph(cloudwatch, widget.properties, span);
    }
    if (widget.type === 'log') {
      gathered.tables[widget.properties.title] = await readTable(logs, widget.properties.query, span);
    }
  }
  return gathered;
}

/** Widgets with the names of resources in place of their logical ids. */
function nameResources(widgets: readonly Widget[], cdkOut: string): Widget[] {
  const synthesized = readStack(cdkOut);
  const addresses = { endpoint: 'http://localhost', realtimeEndpoint: 'ws://localhost' };
  const stack = openStack(synthesized, addresses, KNOWN_TYPES);
  const types = new Set(Object.values(synthesized.template.Resources).map(({ Type }) => Type));
  const named = new Map(
    stack.resourcesOf(...types).map(({ logicalId, ref, attributes }) => [logicalId, attributes['ApiId'] ?? ref]),
  );
  const text = JSON.stringify(widgets).replace(/\$\{(\w+)\}/g, (_, id: string) => named.get(id) ?? id);
  return JSON.parse(text) as Widget[];
}

async function readGraph(
  cloudwatch: CloudWatchClient,
  properties: GraphProperties,
  { fromMs, toMs }: Span,
): Promise<Gathered['graphs'][string]> {
  const metrics = readMetrics(properties);
  const queries = metrics.map(({ namespace, name, dimensions, options }, at) => ({
    Id: options.id ?? `graph${at}`,
    ReturnData: options.visible !== false,
    ...(options.expression === undefined
      ? {
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensions },
            Period: options.period ?? 300,
            Stat: options.stat ?? 'Average',
          },
        }
      : { Expression: options.expression, Period: options.period ?? 300 }),
  }));
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: new Date(fromMs), EndTime: new Date(toMs) }),
  );
  return metrics.flatMap(({ label, options }, at) => {
    if (options.visible === false) return [];
    const periodSeconds = options.period ?? 300;
    const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === queries[at]?.Id) ?? {};
    const values = new Array<number | null>(Math.ceil((toMs - fromMs) / 1000 / periodSeconds)).fill(null);
    for (const [n, time] of Timestamps.entries()) {
      const place = Math.floor((time.getTime() - fromMs) / 1000 / periodSeconds);
      if (place >= 0 && place < values.length) values[place] = Number((Values[n] ?? 0).toPrecision(4));
    }
    return [{ label, periodSeconds, values: values.every((value) => value === null) ? [] : values }];
  });
}

async function readTable(
  logs: CloudWatchLogsClient,
  query: string,
  { fromMs, toMs }: Span,
): Promise<Gathered['tables'][string]> {
  const [source = '', ...commands] = query.split(' | ');
  const logGroupNames = [...source.matchAll(/'([^']+)'/g)].map(([, group = '']) => group);
  const { queryId } = await logs.send(
    new StartQueryCommand({
      logGroupNames,
      queryString: commands.join(' | '),
      startTime: Math.floor(fromMs / 1000),
      endTime: Math.ceil(toMs / 1000),
    }),
  );
  for (;;) {
    const { status, results = [] } = await logs.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Running' || status === 'Scheduled') continue;
    const columns = [...new Set(results.flatMap((row) => row.map(({ field = '' }) => field)))];
    const rows = results.map((row) => columns.map((name) => row.find(({ field }) => field === name)?.value ?? ''));
    return { columns, rows };
  }
}

// Functions find ONNX Runtime in the folders above them.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
mkdirSync(CACHE, { recursive: true });
const folder = mkdtempSync(join(CACHE, 'dashboard-'));
try {
  writeFileSync(FILE, `${JSON.stringify(await gather(folder))}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
