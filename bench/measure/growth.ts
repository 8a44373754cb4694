import { GROWTH_CONNECTIONS } from '../connections.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Run } from '../run.ts';
import { DUTIES_PEERS, withContenders } from './contenders.ts';
import type { Contender } from './contenders.ts';
import type { LaptopHost } from './host.ts';
import { fireAtAll } from './load.ts';
import type { Fired } from './load.ts';
import { subscribe } from './subscribers.ts';
import { compareTurns, takeTurns } from './turns.ts';

const ROUNDS = { whole: 2, quick: 1 };
const SECONDS = { whole: 2, quick: 1 };
/** As many connections get a second more, so that each of them has several answers of a slow server. */
const CONNECTIONS_PER_SECOND = 64;
const WARM_UP_SECONDS = { whole: 3, quick: 1 };
const SUBSCRIBERS = { whole: 1_000, quick: 50 };
const EVENTS = { whole: 8, quick: 3 };
/** How many connections ask while subscribers are told. */
const ASKING_CONNECTIONS = 8;

/** How requests and subscribers are served as they grow in number. */
export async function measureGrowth(run: Run): Promise<Figure[]> {
  const [fast] = DUTIES_PEERS;
  return withContenders(run, [fast], async (contenders, host) => {
    return [...(await measureConnections(run, contenders)), ...(await measureSubscribers(run, contenders, host))];
  });
}

async function measureConnections({ options, say }: Run, contenders: readonly Contender[]): Promise<Figure[]> {
  const [rounds, seconds, warmUp] = options.quick
    ? [ROUNDS.quick, SECONDS.quick, WARM_UP_SECONDS.quick]
    : [ROUNDS.whole, SECONDS.whole, WARM_UP_SECONDS.whole];
  const figures: Figure[] = [];
  for (const { requests } of contenders)
    await fireAtAll({ ...requests.predict, connections: 8, until: { seconds: warmUp } });
  for (const connections of GROWTH_CONNECTIONS) {
    say(`predict, connections: ${connections}`);
    const failed = new Map<string, number>();
    const asks = contenders.map(({ name, requests }) => {
      const ask = async (): Promise<Fired> => {
        const until = { seconds: seconds + Math.floor(connections / CONNECTIONS_PER_SECOND) };
        const fired = await fireAtAll({ ...requests.predict, connections, until });
        if (fired.fault !== undefined) say(`${name}: ${fired.fault}`);
        failed.set(name, (failed.get(name) ?? 0) + fired.failed);
        return fired;
      };
      return [name, ask] as const;
    });
    const turns = await takeTurns(new Map(asks), rounds);
    const named = (measure: string, what: string) =>
      ({
        id: `growth.${connections}.${measure}`,
        part: 'growth',
        what: `connections: ${connections}, ${what}`,
      }) as const;
    figures.push(
      compareTurns(turns, 'rate', named('rate', 'requests')),
      compareTurns(turns, 'p99', named('p99', 'p99')),
      countFailures(named('failed', 'requests that failed'), failed),
    );
  }
  return figures;
}

function countFailures(named: Pick<Figure, 'id' | 'part' | 'what'>, failed: ReadonlyMap<string, number>): Figure {
  const [own, ...peers] = [...failed].map(([name, count]) => [name, spreadOf([count])] as const);
  if (!own) throw new Error('Nothing was measured.');
  return {
    ...named,
    unit: 'count',
    better: 'lower',
    terroir: own[1],
    peers: Object.fromEntries(peers),
    bar: 0,
  };
}

/** Subscribers who are told of a training while others ask for predictions. */
async function measureSubscribers(
  { options, say }: Run,
  [terroir]: readonly Contender[],
  host: LaptopHost,
): Promise<Figure[]> {
  if (!terroir) return [];
  const { subscribers, events } = options.quick
    ? { subscribers: SUBSCRIBERS.quick, events: EVENTS.quick }
    : { subscribers: SUBSCRIBERS.whole, events: EVENTS.whole };
  const load = { ...terroir.requests.predict, connections: ASKING_CONNECTIONS };
  const alone = await fireAtAll({ ...load, until: { seconds: events } });
  say(`subscriptions: ${subscribers}`);
  const audience = await subscribe(host, subscribers);
  try {
    const asking = fireAtAll({ ...load, until: { seconds: events } });
    const toldMs: number[] = [];
    for (let event = 1; event <= events; event += 1) toldMs.push(await audience.tell(event));
    const meanwhile = await asking;
    const who = `${subscribers.toLocaleString('en')} subscriptions`;
    return [
      ofTerroir('begun', `${who}, until all have begun`, 's', [audience.begunSeconds]),
      ofTerroir('told', `${who}, until the last one is told, predictions running`, 'ms', toldMs),
      ofTerroir('alone', `predict p99, connections: ${ASKING_CONNECTIONS}, without them`, 'ms', [alone.p99Ms]),
      ofTerroir('meanwhile', 'the same while they are told', 'ms', [meanwhile.p99Ms]),
      { ...ofTerroir('subscribed.failed', 'predictions that failed meanwhile', 'count', [meanwhile.failed]), bar: 0 },
    ];
  } finally {
    await audience.leave();
  }
}

function ofTerroir(id: string, what: string, unit: Figure['unit'], measured: readonly number[]): Figure {
  return { id: `growth.${id}`, part: 'growth', what, unit, better: 'lower', terroir: spreadOf(measured), peers: {} };
}
