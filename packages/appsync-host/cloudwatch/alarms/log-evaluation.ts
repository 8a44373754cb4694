import { HostError } from '../../failure.ts';
import { type NextTime, parseExpression } from '../../scheduler/expression.ts';
import { type Command, parseAggregation, parseQuery } from '../insights/query.ts';
import { toNumber } from '../insights/row.ts';
import { runQuery } from '../insights/run.ts';
import { QueryError } from '../insights/tokens.ts';
import type { EventStore } from '../keep/event-store.ts';
import type { LogAlarm } from './definition.ts';
import { judgeValues, type Verdict } from './verdict.ts';

/** An alarm of logs that can be evaluated. */
export interface LogEvaluation {
  /** The verdict at the end of a minute; undefined where the query is not due then. */
  evaluateAt: (endMs: number, events: EventStore) => Verdict | undefined;
}

/** What one run of the query found: a value by contributor, which is the values that it is grouped by. */
type Found = ReadonlyMap<string, number>;

const PERIODS_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/** Errors: HostError, with the alarm's logical id, for a query or schedule that the host does not know. */
export function createLogEvaluation(alarm: LogAlarm): LogEvaluation {
  const commands = readCommands(alarm);
  const isDue = readDue(alarm.schedule);
  const runs: Found[] = [];
  return {
    evaluateAt: (endMs, events) => {
      if (!isDue(endMs)) return undefined;
      const startMs = endMs - alarm.startOffsetSeconds * 1000;
      const untilMs = endMs - alarm.endOffsetSeconds * 1000 - 1;
      const found = alarm.groups.flatMap((group) => events.read(group, startMs, untilMs));
      runs.push(
        valuesOf(
          commands,
          found.toSorted((one, other) => one.atMs - other.atMs),
        ),
      );
      if (runs.length > alarm.evaluationPeriods) runs.shift();
      return judgeRuns(runs, alarm);
    },
  };
}

function readCommands({ logicalId, query, aggregation }: LogAlarm): { query: Command[]; aggregation: Command[] } {
  try {
    return { query: parseQuery(query), aggregation: parseAggregation(aggregation) };
  } catch (error) {
    if (error instanceof QueryError) throw new HostError(`${logicalId}: in its query, ${error.message}.`);
    throw error;
  }
}

/** Whether a query is due at the end of a minute; a rate counts from the beginning of 1970, not from the deployment. */
function readDue(schedule: string): (endMs: number) => boolean {
  const [, count = '', unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const periodMs = Number(count) * (PERIODS_SECONDS[unit] ?? 0) * 1000;
  if (periodMs > 0) return (endMs) => endMs % periodMs === 0;
  const next: NextTime = parseExpression(schedule);
  return (endMs) => next(endMs - 1) === endMs;
}

function valuesOf(
  { query, aggregation }: { query: readonly Command[]; aggregation: readonly Command[] },
  events: Parameters<typeof runQuery>[1],
): Found {
  const found = new Map<string, number>();
  const [stats] = aggregation;
  if (stats?.kind !== 'stats') return found;
  const column = stats.aggregates[0]?.column ?? '';
  // What the alarm aggregates comes after what the query keeps.
  for (const row of runQuery([...query, ...aggregation], events)) {
    const value = toNumber(row.valueOf(column));
    const contributor = stats.groupings.map((grouping) => row.valueOf(grouping.column) ?? '').join(', ');
    if (value !== undefined) found.set(contributor, value);
  }
  return found;
}

/** In ALARM while any contributor is; a contributor that no run has found any more is none. */
function judgeRuns(runs: readonly Found[], alarm: LogAlarm): Verdict {
  const missing = Array.from({ length: alarm.evaluationPeriods - runs.length }, () => undefined);
  const contributors = new Set(runs.flatMap((run) => [...run.keys()]));
  const verdicts = [...contributors].map((contributor) => {
    const values = [...missing, ...runs.map((run) => run.get(contributor))];
    const verdict = judgeValues(values, alarm, alarm.threshold);
    return contributor === '' ? verdict : { ...verdict, reason: `${contributor}: ${verdict.reason}` };
  });
  const nothing = () => judgeValues([...missing, ...runs.map(() => undefined)], alarm, alarm.threshold);
  const loud = verdicts.filter(({ state }) => state === 'ALARM');
  if (loud.length > 1) return { state: 'ALARM', reason: loud.map(({ reason }) => reason).join(' ') };
  return loud[0] ?? verdicts.find(({ state }) => state === 'OK') ?? verdicts[0] ?? nothing();
}
