/** Alarms at work: evaluated at the end of each minute, told where they change. */
import { HostError } from '../../failure.ts';
import { ExpressionError } from '../expressions/metric-math.ts';
import type { AlarmJournal } from '../keep/alarm-journal.ts';
import type { EventStore } from '../keep/event-store.ts';
import type { BandParts } from '../metrics/band.ts';
import { type Act, createActions } from './actions.ts';
import type { Alarm, CompositeAlarm, Watching } from './definition.ts';
import type { AlarmState } from './judge.ts';
import { createLogEvaluation } from './log-evaluation.ts';
import { createMetricEvaluation } from './metric-evaluation.ts';
import { holdsRule, listAlarms, parseRule } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** How an alarm stands. */
export interface AlarmStatus {
  alarm: Alarm;
  state: AlarmState;
  reason: string;
  /** When it was last found to be so, and when it came into that state; epoch ms. */
  updatedMs: number;
  changedMs: number;
  /** Why a composite alarm holds its actions back; undefined where it does not. */
  heldBy?: 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod';
}

/** Alarms at work. */
export interface Watch {
  /** Evaluates all alarms at the end of a minute; minutes must come in order. */
  evaluateAt: (endMs: number) => void;
  /** How each alarm stands, in the template's order. */
  list: () => AlarmStatus[];
  /** Puts an alarm into a state until it is evaluated next; false where there is none of that name. */
  setState: (name: string, state: AlarmState, reason: string, atMs: number) => boolean;
}

/** What alarms are watched with. */
export interface WatchParts {
  watching: Watching;
  /** Where metrics are, and what bands know of them already. */
  bands: BandParts;
  events: EventStore;
  journal: AlarmJournal;
  /** When the watching begins, in epoch ms. */
  startMs: number;
  /** One line for the user. */
  tell: (line: string) => void;
}

interface Watched extends AlarmStatus {
  /** Undefined where the state stays what it is. */
  evaluateAt: (endMs: number) => Verdict | undefined;
}

const WARMING = 60_000;

/** Makes alarms ready. Errors: HostError, with an alarm's logical id, for what the host cannot evaluate. */
export function createWatch(parts: WatchParts): Watch {
  const { watching, journal, startMs, tell } = parts;
  const watched = new Map<string, Watched>();
  const stateOf = (alarm: string): AlarmState => find(watched, alarm)?.state ?? 'INSUFFICIENT_DATA';
  const sorted = sortAlarms(watching.alarms);
  const lastStates = new Map(
    journal.list().flatMap((entry) => (entry.kind === 'StateUpdate' ? [[entry.alarm, entry] as const] : [])),
  );
  for (const alarm of sorted) {
    const last = lastStates.get(alarm.name);
    const createdMs = findCreation(alarm, parts);
    watched.set(alarm.name, {
      alarm,
      state: last?.state ?? 'INSUFFICIENT_DATA',
      reason: last?.reason ?? 'Unchecked: Initial alarm creation',
      updatedMs: last?.atMs ?? startMs,
      changedMs: last?.atMs ?? startMs,
      evaluateAt: evaluatorOf(alarm, parts, stateOf, createdMs),
    });
  }
  const act: Act = createActions(watching, journal, tell);
  const change = (one: Watched, state: AlarmState, reason: string, atMs: number): void => {
    const before = one.state;
    Object.assign(one, { state, reason, updatedMs: atMs });
    if (before === state) return;
    one.changedMs = atMs;
    const summary = `Alarm updated from ${before} to ${state}`;
    journal.add({ atMs, alarm: one.alarm.name, kind: 'StateUpdate', summary, state, reason, before });
    if (state === 'ALARM' || before === 'ALARM') announce(one, tell);
    act.onChange(one.alarm, state, atMs, stateOf);
  };
  return {
    evaluateAt: (endMs) => {
      for (const one of watched.values()) {
        const verdict = one.evaluateAt(endMs);
        if (verdict === undefined) continue;
        change(one, verdict.state === 'retain' ? one.state : verdict.state, verdict.reason, endMs);
      }
      for (const { alarm, state } of watched.values()) act.onTime(alarm, state, endMs, stateOf);
    },
    list: () =>
      watching.alarms.flatMap(({ name }) => {
        const one = watched.get(name);
        const heldBy = act.heldBy(name);
        return one ? [{ ...one, ...(heldBy && { heldBy }) }] : [];
      }),
    setState: (name, state, reason, atMs) => {
      const one = watched.get(name);
      if (one) change(one, state, reason, atMs);
      return one !== undefined;
    },
  };
}

/** When an alarm was first seen, by the journal: now, where it was not. */
function findCreation({ name }: Alarm, { journal, startMs }: WatchParts): number {
  const known = journal.list().find(({ alarm, kind }) => alarm === name && kind === 'ConfigurationUpdate');
  if (known) return known.atMs;
  journal.add({ atMs: startMs, alarm: name, kind: 'ConfigurationUpdate', summary: `Alarm "${name}" created` });
  return startMs;
}

function evaluatorOf(
  alarm: Alarm,
  { events, bands }: WatchParts,
  stateOf: (alarm: string) => AlarmState,
  createdMs: number,
): Watched['evaluateAt'] {
  switch (alarm.kind) {
    case 'metric': {
      const evaluation = createMetricEvaluation(alarm);
      return (endMs) => evaluation.evaluateAt(endMs, bands);
    }
    case 'log': {
      const evaluation = createLogEvaluation(alarm);
      const warmMs = createdMs + alarm.warmUpMinutes * WARMING;
      return (endMs) => (endMs < warmMs ? undefined : evaluation.evaluateAt(endMs, events));
    }
    case 'composite': {
      const rule = readRule(alarm);
      return () => {
        const state = holdsRule(rule, stateOf) ? 'ALARM' : 'OK';
        const members = listAlarms(rule).filter((one) => stateOf(one) === 'ALARM');
        const told = members.map((one) => one.split(':alarm:').at(-1)).join(', ');
        return { state, reason: told === '' ? 'No alarm of its rule is in ALARM.' : `In ALARM: ${told}.` };
      };
    }
  }
}

function find(watched: ReadonlyMap<string, Watched>, nameOrArn: string): Watched | undefined {
  return watched.get(nameOrArn) ?? [...watched.values()].find(({ alarm }) => alarm.arn === nameOrArn);
}

function readRule({ logicalId, rule }: CompositeAlarm): ReturnType<typeof parseRule> {
  try {
    return parseRule(rule);
  } catch (error) {
    if (error instanceof ExpressionError) throw new HostError(`${logicalId}: in its rule, ${error.message}.`);
    throw error;
  }
}

/** Composite alarms after those that they are about. Errors: HostError for a circle, and for one that is not there. */
function sortAlarms(alarms: readonly Alarm[]): Alarm[] {
  const sorted: Alarm[] = [];
  const visiting = new Set<Alarm>();
  const visit = (alarm: Alarm): void => {
    if (sorted.includes(alarm)) return;
    if (visiting.has(alarm)) throw new HostError(`${alarm.logicalId} depends on itself: it could never be evaluated.`);
    visiting.add(alarm);
    for (const wanted of alarm.kind === 'composite' ? neededBy(alarm) : []) {
      const other = alarms.find(({ name, arn }) => name === wanted || arn === wanted);
      if (other === undefined)
        throw new HostError(`${alarm.logicalId} is about the alarm ${wanted}, which is not there.`);
      visit(other);
    }
    sorted.push(alarm);
  };
  for (const alarm of alarms) visit(alarm);
  return sorted;
}

function neededBy(alarm: CompositeAlarm): string[] {
  const named = listAlarms(readRule(alarm));
  return alarm.suppressor === undefined ? named : [...named, alarm.suppressor.alarm];
}

function announce({ alarm, state, reason }: Watched, tell: (line: string) => void): void {
  tell(`${state === 'ALARM' ? 'ALARM' : `No longer in alarm, ${state}`}: ${alarm.name}. ${reason}`);
  if (state === 'ALARM' && alarm.description !== undefined) tell(`  ${alarm.description}`);
}
