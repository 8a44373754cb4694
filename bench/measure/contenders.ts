import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import type { Wine } from '../../contract/wine.ts';
import { PredictBatchDocument, PredictDocument } from '../../packages/client/generated/operations.ts';
import { stop } from '../children/child.ts';
import type { DutiesKind } from '../peers/estimators.ts';
import { newRecords, startDutiesServer, startPeerServer } from '../peers/server.ts';
import type { Run } from '../run.ts';
import { startHost } from './host.ts';
import type { LaptopHost } from './host.ts';
import type { Load } from './load.ts';

/** What the bare peer is called: it answers, and that is all. */
export const BARE_PEER = 'FastAPI';

/** What the peer is called that checks keys, explains and records, too, and is written for speed. */
export const DUTIES_PEER = 'FastAPI, same duties';

/** What the peer is called that does all this as the books of scikit-learn and FastAPI have it. */
export const BOOK_PEER = 'FastAPI, same duties, by the book';

/** The key that the peers with the same duties let in. */
const DUTIES_KEY = 'the key of a peer';

/** A peer with the same duties, and what its models are. */
type DutiesPeer = readonly [name: string, kind: DutiesKind];

/** Both of them. */
export const DUTIES_PEERS: readonly [fast: DutiesPeer, byTheBook: DutiesPeer] = [
  [DUTIES_PEER, 'numbers'],
  [BOOK_PEER, 'pipelines'],
];

/** What a server is asked. */
export type Question = 'predict' | 'predictBatch';

/** A server that is up, and how it is asked: a request for each of some wines, or for each of some hundreds. */
export interface Contender {
  name: string;
  requests: Record<Question, Omit<Load, 'connections' | 'until'>>;
}

/**
 * Does something with Terroir's host and the servers of the bare peer and of some with the same duties, all up and
 * idle; they end with it. Without peers there is Terroir alone. It is the first, always.
 */
export async function withContenders<Outcome>(
  run: Run,
  duties: readonly DutiesPeer[],
  act: (contenders: readonly Contender[], host: LaptopHost) => Promise<Outcome>,
): Promise<Outcome> {
  const { wines } = run.rows;
  const [wine] = wines;
  run.say('starting the servers');
  const host = await startHost(run);
  const children = [host.child];
  try {
    const contenders = [{ name: 'Terroir', requests: requestsToHost(host, wines) }];
    if (run.peers && wine) {
      const bare = await startPeerServer(run, wine);
      children.push(bare.child);
      contenders.push({ name: BARE_PEER, requests: requestsToPeer(bare.address, wines) });
      for (const [name, kind] of duties) {
        const server = await startDutiesServer(run, kind, [DUTIES_KEY], newRecords(run), wine);
        children.push(server.child);
        contenders.push({ name, requests: requestsToPeer(server.address, wines, DUTIES_KEY) });
      }
    }
    return await act(contenders, host);
  } finally {
    await Promise.all(children.map(stop));
  }
}

/** How Terroir's host is asked. */
export function requestsToHost({ endpoint, key }: LaptopHost, wines: readonly Wine[]): Contender['requests'] {
  const headers = { authorization: key, 'content-type': 'application/json' };
  const ask = (query: string, variables: object) => askFor({ query, variables });
  return {
    predict: { url: endpoint, headers, requests: wines.map((wine) => ask(PredictDocument.toString(), { wine })) },
    predictBatch: {
      url: endpoint,
      headers,
      requests: inHundreds(wines).map((some) => ask(PredictBatchDocument.toString(), { wines: some })),
    },
  };
}

function requestsToPeer(address: string, wines: readonly Wine[], key?: string): Contender['requests'] {
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: key }) };
  return {
    predict: { url: `${address}/predict`, headers, requests: wines.map(askFor) },
    predictBatch: { url: `${address}/predictBatch`, headers, requests: askHundreds(wines) },
  };
}

/** How a peer is asked about wines, in batches as large as Terroir takes. */
export function askHundreds(wines: readonly Wine[]): Load['requests'] {
  return inHundreds(wines).map(askFor);
}

function askFor(content: object): Load['requests'][number] {
  return { method: 'POST', body: JSON.stringify(content) };
}

/** The wines in groups of as many as a batch takes; what is left over is left out. */
export function inHundreds(wines: readonly Wine[]): Wine[][] {
  return Array.from({ length: Math.floor(wines.length / BATCH_WINES_MAX) }, (_, at) =>
    wines.slice(at * BATCH_WINES_MAX, (at + 1) * BATCH_WINES_MAX),
  );
}
