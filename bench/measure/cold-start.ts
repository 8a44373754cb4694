import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepTrackOf, runForJson, stop } from '../children/child.ts';
import type { WarmTimes } from '../children/first-answer.ts';
import type { StageTimes } from '../children/start-stages.ts';
import { quantile, spreadOf } from '../figure.ts';
import type { Figure, Spread } from '../figure.ts';
import { startPeerServer } from '../peers/server.ts';
import { CDK_OUT } from '../places.ts';
import type { Run } from '../run.ts';
import { bundleFolder, synthesize } from './bundle.ts';

const CHILD = new URL('../children/first-answer.ts', import.meta.url);
const STAGES_CHILD = fileURLToPath(new URL('../children/start-stages.ts', import.meta.url));
const WARM_CALLS = 900;

/** The stages of opening the starter model, in their order. */
const STAGES: readonly (readonly [stage: keyof StageTimes, what: string])[] = [
  ['decompressMs', 'to read and decompress the graph (in another thread)'],
  ['runtimeMs', 'to start ONNX Runtime'],
  ['manifestMs', 'to read and check the manifest'],
  ['vocabularyMs', 'to read the vocabulary'],
  ['digestMs', 'to take the digest of the graph'],
  ['graphMs', 'to check the graph'],
  ['scorerMs', 'to make it ready to be looked up in'],
  ['firstWineMs', 'to classify the first wine'],
];

/** From the start of a process with the bundled handler to its first answer, and how fast it answers then. */
export async function measureColdStart(run: Run): Promise<Figure[]> {
  await synthesize(CDK_OUT, 'x86_64');
  const wines = join(run.scratch, 'some-wines.json');
  writeFileSync(wines, JSON.stringify(run.rows.wines.slice(0, 100)));
  const bundle = join(bundleFolder(CDK_OUT), 'index.mjs');
  const child = join(run.scratch, 'first-answer.mjs');
  writeFileSync(child, stripTypeScriptTypes(readFileSync(CHILD, 'utf8')));
  const repeats = run.options.quick ? 3 : 9;
  run.say('starting processes');
  const table = await startTable();
  const starts: StartTimes[] = [];
  try {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      starts.push(await startOnce(child, [bundle, wines, `${repeat < 3 ? WARM_CALLS : 0}`], table.endpoint));
    }
  } finally {
    table.server.close();
  }
  const warm = starts.flatMap(({ warm: times }) => times ?? []);
  const medians = (id: 'oneMs' | 'batchMs'): number[] => warm.map((times) => medianOf(times[id]));
  const means = (id: 'oneCpuMs' | 'batchCpuMs'): number[] => warm.map((times) => times[id]);
  const firstAnswers = starts.map(({ firstAnswerMs }) => firstAnswerMs);
  const whole = 'the whole warm handler, its table answering at once';
  return [
    {
      ...figureOf('first-answer', 'fresh process, bundled handler, to the first answer', firstAnswers, 200),
      peers: await startPeers(run),
    },
    ...(await measureStages(repeats)),
    figureOf('warm', `${whole}, p50`, medians('oneMs'), 1.5),
    figureOf('warm-cpu', "its processor's time, all threads", means('oneCpuMs')),
    figureOf('warm-batch', `${whole}, 100 wines, p50`, medians('batchMs'), 25),
    figureOf('warm-batch-cpu', "its processor's time, all threads, 100 wines", means('batchCpuMs')),
  ];
}

function figureOf(id: string, what: string, measured: readonly number[], bar?: number): Figure {
  return {
    id: `cold-start.${id}`,
    part: 'cold-start',
    what,
    unit: 'ms',
    better: 'lower',
    terroir: spreadOf(measured),
    peers: {},
    ...(bar === undefined ? {} : { bar }),
  };
}

function medianOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}

/** What opening the starter model takes, stage by stage. */
async function measureStages(repeats: number): Promise<Figure[]> {
  const times: StageTimes[] = [];
  while (times.length < repeats) times.push((await runForJson(process.execPath, [STAGES_CHILD])) as StageTimes);
  return STAGES.map(([stage, what]) => {
    const measured = times.map((one) => one[stage]);
    return figureOf(`stage.${stage.slice(0, -'Ms'.length)}`, `of it, ${what}`, measured);
  });
}

async function startPeers(run: Run): Promise<Record<string, Spread>> {
  const [wine] = run.rows.wines;
  if (!run.peers || !wine) return {};
  const elapsed: number[] = [];
  for (let repeat = 0; repeat < (run.options.quick ? 2 : 5); repeat += 1) {
    const { child, firstAnswerMs } = await startPeerServer(run, wine);
    await stop(child);
    elapsed.push(firstAnswerMs);
  }
  return { FastAPI: spreadOf(elapsed) };
}

interface StartTimes {
  firstAnswerMs: number;
  warm: WarmTimes | undefined;
}

async function startOnce(script: string, args: string[], endpoint: string): Promise<StartTimes> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: lambdaEnvironment(endpoint),
  });
  keepTrackOf(child);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The handler's process ended with ${String(code)}.`);
  });
  await Promise.race([once(child, 'message'), failed]);
  const firstAnswerMs = performance.now() - started;
  const [warm] = (await Promise.race([once(child, 'message'), failed])) as unknown[];
  await stop(child);
  failed.catch(() => undefined);
  return { firstAnswerMs, warm: (warm as WarmTimes | null) ?? undefined };
}

/** What Lambda gives the predict function, as far as it reads it. */
function lambdaEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    PREDICTIONS_TABLE: 'Predictions',
    MODELS_TABLE: 'Models',
    USAGE_TABLE: 'Usage',
    TRAFFIC_TABLE: 'Traffic',
    MODEL_BUCKET: 'models',
    POWERTOOLS_SERVICE_NAME: 'predict',
    POWERTOOLS_METRICS_NAMESPACE: 'Terroir',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
}

/** A table that answers every write at once, so that what is measured is ours. */
async function startTable(): Promise<{ endpoint: string; server: Server }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
