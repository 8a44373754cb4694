import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import type { Wine } from '../../contract/wine.ts';
import { PredictBatchDocument, PredictDocument } from '../../packages/client/generated/graphql.ts';
import { stop } from '../children/child.ts';
import { spreadOf } from '../figure.ts';
import type { Figure, Spread } from '../figure.ts';
import { startPeerServer } from '../peers/server.ts';
import type { Run } from '../run.ts';
import { startHost } from './host.ts';
import type { LaptopHost } from './host.ts';
import { fire } from './load.ts';
import type { Load } from './load.ts';

const CONNECTIONS = [1, 10];
const ROUNDS = { whole: 3, quick: 1 };
const SECONDS = { whole: 4, quick: 2 };

type Question = 'predict' | 'predictBatch';
const QUESTIONS: readonly Question[] = ['predict', 'predictBatch'];
/** How many answers come before the first that counts. */
const WARM_UP_ANSWERS: Record<Question, number> = { predict: 200, predictBatch: 20 };

/** What a server is asked: a request for each of some wines, or for each of some hundreds. */
type Requests = Record<Question, Omit<Load, 'connections' | 'until'>>;

/** The API over HTTP on this machine, its records included, beside FastAPI, which records nothing. */
export async function measureHttp(run: Run): Promise<Figure[]> {
  const { wines } = run.rows;
  const [wine] = wines;
  run.say('starting the laptop host');
  const host = await startHost(run);
  const terroir = await measureServer(run, requestsToHost(host, wines)).finally(() => stop(host.child));
  if (!run.peers || !wine) return toFigures(terroir, undefined);
  const server = await startPeerServer(run, wine);
  const peer = await measureServer(run, requestsToPeer(server.address, wines)).finally(() => stop(server.child));
  return toFigures(terroir, peer);
}

/** One spread a question, number of connections and measure, under the figure's id. */
type Measured = Map<string, Spread>;

async function measureServer({ options, say }: Run, requests: Requests): Promise<Measured> {
  const { rounds, seconds } = options.quick
    ? { rounds: ROUNDS.quick, seconds: SECONDS.quick }
    : { rounds: ROUNDS.whole, seconds: SECONDS.whole };
  const measured: Measured = new Map();
  for (const question of QUESTIONS) {
    for (const connections of CONNECTIONS) {
      say(`${requests[question].url} ${question}, connections: ${connections}`);
      const load = { ...requests[question], connections };
      await fire({ ...load, until: { answers: WARM_UP_ANSWERS[question] } });
      const fired = [];
      for (let round = 0; round < rounds; round += 1) fired.push(await fire({ ...load, until: { seconds } }));
      const id = `http.${question}.${connections}`;
      measured.set(`${id}.p50`, spreadOf(fired.map(({ p50Ms }) => p50Ms)));
      measured.set(`${id}.p99`, spreadOf(fired.map(({ p99Ms }) => p99Ms)));
      measured.set(`${id}.rate`, spreadOf(fired.map(({ perSecond }) => perSecond)));
    }
  }
  return measured;
}

function toFigures(terroir: Measured, peer: Measured | undefined): Figure[] {
  return [...terroir].map(([id, spread]): Figure => {
    const [, question = '', connections = '', measure = ''] = id.split('.');
    const field = question === 'predict' ? 'predict' : `predictBatch(${BATCH_WINES_MAX})`;
    const ofPeer = peer?.get(id);
    return {
      id,
      part: 'http',
      what: `HTTP ${field}, connections: ${connections}, ${measure === 'rate' ? 'requests' : measure}`,
      unit: measure === 'rate' ? 'per second' : 'ms',
      better: measure === 'rate' ? 'higher' : 'lower',
      terroir: spread,
      peers: ofPeer ? { FastAPI: ofPeer } : {},
    };
  });
}

function requestsToHost({ endpoint, key }: LaptopHost, wines: readonly Wine[]): Requests {
  const headers = { authorization: key, 'content-type': 'application/json' };
  const ask = (query: string, variables: object): string => JSON.stringify({ query, variables });
  return {
    predict: { url: endpoint, headers, bodies: wines.map((wine) => ask(PredictDocument.toString(), { wine })) },
    predictBatch: {
      url: endpoint,
      headers,
      bodies: inHundreds(wines).map((some) => ask(PredictBatchDocument.toString(), { wines: some })),
    },
  };
}

function requestsToPeer(address: string, wines: readonly Wine[]): Requests {
  const headers = { 'content-type': 'application/json' };
  return {
    predict: { url: `${address}/predict`, headers, bodies: wines.map((wine) => JSON.stringify(wine)) },
    predictBatch: {
      url: `${address}/predictBatch`,
      headers,
      bodies: inHundreds(wines).map((some) => JSON.stringify(some)),
    },
  };
}

function inHundreds(wines: readonly Wine[]): Wine[][] {
  return Array.from({ length: Math.floor(wines.length / BATCH_WINES_MAX) }, (_, at) =>
    wines.slice(at * BATCH_WINES_MAX, (at + 1) * BATCH_WINES_MAX),
  );
}
