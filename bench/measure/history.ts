import type { ChildProcess } from 'node:child_process';
import { PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import { PredictionHistoryDocument } from '../../packages/client/generated/operations.ts';
import { stop } from '../children/child.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { newRecords, startDutiesServer } from '../peers/server.ts';
import type { Run } from '../run.ts';
import { askHundreds, BOOK_PEER, DUTIES_PEER, DUTIES_PEERS } from './contenders.ts';
import { fillHistory, samplePredictions } from './fill-history.ts';
import { startHost } from './host.ts';
import { fire } from './load.ts';
import type { Asked, Load } from './load.ts';
import { compareTurns, takeTurns } from './turns.ts';
import type { Turns } from './turns.ts';

const COUNTS = { whole: [1_000, 100_000], quick: [200, 2_000] } as const;
const ROUNDS = { whole: 4, quick: 1 };
const SECONDS = { whole: 1.5, quick: 1 };
const WARM_UP_ANSWERS = 200;
/** A class that is rare, but not so rare that a page looks in vain. */
const RARE_SHARE = 0.005;
/** How many times as long as with the fewest records a page of the most may take. */
const GROWTH_MAX = 1.2;

/** Where a client's history is asked for, and by which key. */
type Endpoint = Pick<Load, 'url' | 'headers'>;

/** A server with as many records of two clients as COUNTS says, and how it is asked; `variety` is the filter. */
interface Library {
  name: string;
  clients: readonly Endpoint[];
  ask: (variety?: string) => Asked;
}

/** The newest page of a history of few and of many records, and of those of a rare class among the many. */
export async function measureHistory(run: Run): Promise<Figure[]> {
  const [few, many] = COUNTS[run.options.quick ? 'quick' : 'whole'];
  return withLibraries(run, [few, many], async (libraries, rare) => {
    const [rounds, seconds] = run.options.quick ? [ROUNDS.quick, SECONDS.quick] : [ROUNDS.whole, SECONDS.whole];
    const askOf = async (load: Omit<Load, 'connections' | 'until'>) => {
      await fire({ ...load, connections: 1, until: { answers: WARM_UP_ANSWERS } });
      return () => fire({ ...load, connections: 1, until: { seconds } });
    };
    run.say('reading histories');
    const asks = new Map<string, () => ReturnType<typeof fire>>();
    for (const kind of ['few', 'many', 'rare'] as const) {
      for (const { name, clients, ask } of libraries) {
        const endpoint = clients[kind === 'few' ? 0 : 1];
        if (!endpoint) continue;
        const asked = kind === 'rare' ? ask(rare) : ask();
        asks.set(`${kind}/${name}`, await askOf({ ...endpoint, requests: [asked] }));
      }
    }
    const turns = await takeTurns(asks, rounds);
    const of = (kind: string): Turns =>
      new Map(
        [...turns].filter(([name]) => name.startsWith(kind)).map(([name, fired]) => [name.split('/')[1] ?? '', fired]),
      );
    return toFigures(few, many, of);
  });
}

function toFigures(few: number, many: number, of: (kind: string) => Turns): Figure[] {
  const figures = (kind: string, what: string, bars: { p50?: number; p99?: number }, ratio?: number) =>
    (['p50', 'p99'] as const).map((measure) => {
      const bar = bars[measure];
      const named = { id: `history.${kind}.${measure}`, part: 'history', what: `${what}, ${measure}` } as const;
      const barred = bar === undefined ? named : { ...named, bar };
      return compareTurns(
        of(kind),
        measure,
        barred,
        ratio === undefined ? {} : { [DUTIES_PEER]: ratio, [BOOK_PEER]: ratio },
      );
    });
  const page = (count: number): string => `newest ${PAGE_ENTRIES_MAX} of ${count.toLocaleString('en')}`;
  return [
    ...figures('few', page(few), {}),
    ...figures('many', page(many), { p50: 8, p99: 20 }, 1),
    ...(['p50', 'p99'] as const).map((measure) => compareSizes(of('few'), of('many'), measure)),
    ...figures('rare', `those of a rare variety, of ${many.toLocaleString('en')}`, { p50: 20, p99: 20 }),
  ];
}

/** How many times as long a page of many records takes as one of few, round by round. */
function compareSizes(few: Turns, many: Turns, measure: 'p50' | 'p99'): Figure {
  const spreads = [...many].map(([name, fired]) => {
    const ratios = fired.map((one, round) => one[`${measure}Ms`] / (few.get(name)?.[round]?.[`${measure}Ms`] ?? NaN));
    return [name, spreadOf(ratios)] as const;
  });
  const [terroir, ...peers] = spreads;
  if (!terroir) throw new Error('Nothing was measured.');
  return {
    id: `history.growth.${measure}`,
    part: 'history',
    what: `how many times as long with the most as with the fewest, ${measure}`,
    unit: 'times',
    better: 'lower',
    terroir: terroir[1],
    peers: Object.fromEntries(peers),
    bar: GROWTH_MAX,
  };
}

async function withLibraries(
  run: Run,
  counts: readonly number[],
  measure: (libraries: readonly Library[], rare: string) => Promise<Figure[]>,
): Promise<Figure[]> {
  run.say('starting the laptop host');
  const host = await startHost(run);
  const children = [host.child];
  try {
    const samples = await samplePredictions(host, run.rows.wines);
    const keys = [];
    for (const count of counts) {
      run.say(`recording ${count} predictions`);
      keys.push(await fillHistory(host, samples, count));
    }
    const terroir = { name: 'Terroir', clients: keys.map((key) => endpointOf(host.endpoint, key)), ask: askHost };
    const peers = await startPeers(run, counts, children);
    return await measure([terroir, ...peers], findRareVariety(samples));
  } finally {
    await Promise.all(children.map(stop));
  }
}

/** Both peers with the same duties, over the same records: the first one makes them. */
async function startPeers(run: Run, counts: readonly number[], children: ChildProcess[]): Promise<Library[]> {
  const [wine] = run.rows.wines;
  if (!run.peers || !wine) return [];
  const records = newRecords(run);
  const keys = counts.map((count) => `the key to ${count}`) as [string, ...string[]];
  const libraries: Library[] = [];
  for (const [name, kind] of DUTIES_PEERS) {
    const { address, child } = await startDutiesServer(run, kind, keys, records, wine);
    children.push(child);
    const clients = keys.map((key) => endpointOf(address, key));
    if (libraries.length === 0) {
      run.say('recording as many of the peers');
      for (const [at, client] of clients.entries()) await fillPeer(run, client, counts[at] ?? 0);
    }
    libraries.push({ name, clients, ask: askPeer });
  }
  return libraries;
}

function endpointOf(url: string, key: string): Endpoint {
  return { url, headers: { 'content-type': 'application/json', authorization: key } };
}

function askHost(variety?: string): Asked {
  const variables = { limit: PAGE_ENTRIES_MAX, ...(variety === undefined ? {} : { filter: { variety } }) };
  return { method: 'POST', body: JSON.stringify({ query: PredictionHistoryDocument.toString(), variables }) };
}

function askPeer(variety?: string): Asked {
  const filter = variety === undefined ? '' : `&variety=${encodeURIComponent(variety)}`;
  return { method: 'GET', path: `/history?limit=${PAGE_ENTRIES_MAX}${filter}` };
}

/** The peer is asked about so many wines, in batches: what it records is its own. */
async function fillPeer(run: Run, { url, headers }: Endpoint, count: number): Promise<void> {
  const requests = askHundreds(run.rows.wines);
  const batches = Math.ceil(count / 100);
  await fire({ url: `${url}/predictBatch`, headers, requests, connections: 1, until: { answers: batches } });
}

/** The variety among the answers whose share is nearest to RARE_SHARE. */
function findRareVariety(samples: readonly { variety: { ranking: readonly (readonly [string, number])[] } }[]): string {
  const counts = new Map<string, number>();
  for (const { variety } of samples) {
    const name = variety.ranking[0]?.[0] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const distance = (count: number): number => Math.abs(count / samples.length - RARE_SHARE);
  const [rarest] = [...counts].sort(([, one], [, other]) => distance(one) - distance(other));
  if (!rarest) throw new Error('Nothing was answered.');
  return rarest[0];
}
