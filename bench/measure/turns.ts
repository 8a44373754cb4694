import { ratiosOf, spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Fired } from './load.ts';

/** What is measured of a Load. */
export type Measure = 'p50' | 'p99' | 'rate';

/** What became of the same Load, round by round, by the name of who was asked; Terroir is the first. */
export type Turns = Map<string, Fired[]>;

/**
 * Asks one after the other, and that several times over (A B A B), so that what else the machine does hits all of them.
 */
export async function takeTurns(asks: ReadonlyMap<string, () => Promise<Fired>>, rounds: number): Promise<Turns> {
  const turns: Turns = new Map([...asks.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, ask] of asks) turns.get(name)?.push(await ask());
  }
  return turns;
}

const FIELDS = { p50: 'p50Ms', p99: 'p99Ms', rate: 'perSecond' } as const;

/** The figure of one measure of all turns, with the ratios to each peer and the bars of these, by its name. */
export function compareTurns(
  turns: Turns,
  measure: Measure,
  named: Pick<Figure, 'id' | 'part' | 'what' | 'bar'>,
  bars: Record<string, number | undefined> = {},
): Figure {
  const better = measure === 'rate' ? 'higher' : 'lower';
  const [terroir, ...others] = [...turns].map(([name, fired]) => ({
    name,
    values: fired.map((one) => one[FIELDS[measure]]),
  }));
  const own = terroir?.values ?? [];
  const ratios = others.map(({ name, values }) => {
    const bar = bars[name];
    return [name, { spread: ratiosOf(better, own, values), ...(bar === undefined ? {} : { bar }) }] as const;
  });
  return {
    ...named,
    unit: measure === 'rate' ? 'per second' : 'ms',
    better,
    terroir: spreadOf(own),
    peers: Object.fromEntries(others.map(({ name, values }) => [name, spreadOf(values)])),
    ...(ratios.length > 0 && { ratios: Object.fromEntries(ratios) }),
  };
}
