import { TARGETS } from '../../contract/wine.ts';
import { CHALLENGER_KINDS } from './challengers.ts';
import type { Wish } from './challengers.ts';
import { findHarm, measureEffects } from './harm.ts';
import { hasRecord, readRecord } from './records.ts';
import type { GateRecord } from './records.ts';
import { replay } from './replay.ts';
import { WORLD_COUNT } from './worlds.ts';

/** A challenger, what the gate makes of it, and what its promotion would do. */
export interface Trial {
  world: number;
  kind: string;
  promoted: boolean;
  /** The check that decided, and its figures. */
  decidedBy: string | null;
  figures: { champion: number | null; challenger: number | null; limit: number | null; low?: number; high?: number };
  failed: string[];
  /** How the log losses and accuracies change on examples that nobody has touched. */
  effects: Record<string, { loss: number; standardError: number; accuracy: number }>;
  harm: string[];
  /** Of examples of a class that the champion did not know: how many there were, and how many the challenger names. */
  strangers?: { name: string; named: number; of: number };
  seconds: number;
}

/** A line of the table: what the gate did with all challengers of a group. */
export interface GroupCount {
  group: string;
  wish: Wish;
  bar: number;
  trials: number;
  promoted: number;
  /** Promoted with harm. */
  harmful: number;
  /** Those that would do harm, promoted or not. */
  wouldHarm: number;
  /** What the gate is judged by: the share of trials that ended as wished. */
  share: number;
}

/** Lets the gate decide on all challengers that have been trained. */
export function judgeTrials(): Trial[] {
  return Array.from({ length: WORLD_COUNT }, (_, world) => world).flatMap((world) =>
    Object.keys(CHALLENGER_KINDS)
      .filter((kind) => hasRecord(world, kind))
      .map((kind) => judgeTrial(readRecord(world, kind))),
  );
}

function judgeTrial(record: GateRecord): Trial {
  const { world, kind, seconds, strangers } = record;
  const { promoted, decidedBy = null, checks } = replay(record);
  const check = checks.find(({ name }) => name === decidedBy);
  const met = TARGETS.find((target) => kind === `new-${target}`);
  const said = met && strangers[met];
  const effects = measureEffects(record).map(({ target, ...effect }) => [target, roundAll(effect)] as const);
  return {
    world,
    kind,
    promoted,
    decidedBy,
    figures: roundAll({
      champion: check?.champion ?? null,
      challenger: check?.challenger ?? null,
      limit: check?.limit ?? null,
      ...(typeof check?.low === 'number' && { low: check.low }),
      ...(typeof check?.high === 'number' && { high: check.high }),
    }),
    failed: checks.filter((one) => !one.passed).map(({ name }) => name),
    effects: Object.fromEntries(effects),
    harm: findHarm(record),
    ...(said && {
      strangers: {
        name: said.name,
        named: said.challenger.filter(([answer]) => answer === said.name).length,
        of: said.challenger.length,
      },
    }),
    seconds,
  };
}

/** Counts the trials of each group, in the order of the kinds. */
export function countGroups(trials: readonly Trial[]): GroupCount[] {
  const groups = new Map<string, GroupCount>();
  for (const [kind, { group, wish, bar }] of Object.entries(CHALLENGER_KINDS)) {
    const empty = { group, wish, bar, trials: 0, promoted: 0, harmful: 0, wouldHarm: 0, share: 0 };
    const count = groups.get(group) ?? empty;
    groups.set(group, count);
    for (const { promoted, harm } of trials.filter((trial) => trial.kind === kind)) {
      count.trials += 1;
      if (promoted) count.promoted += 1;
      if (harm.length > 0) count.wouldHarm += 1;
      if (promoted && harm.length > 0) count.harmful += 1;
    }
  }
  return [...groups.values()]
    .filter(({ trials: some }) => some > 0)
    .map((count) => ({ ...count, share: wishedOf(count) / count.trials }));
}

function wishedOf({ wish, trials, promoted, harmful }: GroupCount): number {
  if (wish === 'promote') return promoted;
  return trials - (wish === 'refuse' ? promoted : harmful);
}

function roundAll<Numbers extends Record<string, number | null>>(numbers: Numbers): Numbers {
  const rounded = Object.entries(numbers).map(([name, number]) => [name, number === null ? null : round(number)]);
  return Object.fromEntries(rounded) as Numbers;
}

function round(number: number): number {
  return Number(number.toPrecision(4));
}
