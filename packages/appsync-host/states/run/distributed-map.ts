/**
 * A Distributed Map: each item is a child execution. Items and ends of children are kept, so that a host that comes up
 * again runs only those that had not ended.
 */
import { randomUUID } from 'node:crypto';
import { nameChild } from '../keep/children.ts';
import type { Distribution, MapState } from '../language/definition.ts';
import { createHalter, Halt, StateFault, type StateError } from '../language/fault.ts';
import { checkSize } from './flow.ts';
import { readItems } from './item-reader.ts';
import { countAtOnce, listItems, runSeveral } from './items.ts';
import { type Journal, openJournal } from '../keep/journal.ts';
import { COUNTED_AS, countChildren, type MapRun } from '../keep/map-runs.ts';
import type { Performance } from './performance.ts';
import type { ChildEnd } from '../keep/records.ts';
import { handOnResults, type Results } from './result-writer.ts';
import type { Room } from './room.ts';
import { exceedsTolerance } from './tolerance.ts';

/** So many children run at once at most, whatever the Map allows: a laptop has few processes for each function. */
const CHILDREN_AT_ONCE_MAX = 40;
/** The life of an Express workflow. */
const EXPRESS_MS_MAX = 5 * 60 * 1000;

/** A power cut costs no more than the ends of children in so long a time: those are run again. */
const SYNC_MS = 1000;

/** A Map run at work. */
interface Course {
  state: MapState;
  distribution: Distribution;
  run: MapRun;
  items: readonly string[];
  journal: Journal;
  room: Room;
}

/** Runs the children of a Map, and answers what they come to. Errors: StateFault; Halt. */
export async function runDistributed(
  state: MapState,
  distribution: Distribution,
  performance: Performance,
): Promise<unknown> {
  const { key, room } = performance.scope;
  const course = await openCourse(state, distribution, performance);
  const { run, journal } = course;
  const end = (status: 'SUCCEEDED' | 'FAILED' | 'ABORTED', stateError: StateError = {}): void => {
    const counts = countChildren(course.items.length, journal.ended);
    // Those that ran when all was ended.
    const cut = status === 'ABORTED' ? run.counts.running : 0;
    counts.aborted += cut;
    counts.pending -= cut;
    Object.assign(run, { status, endedMs: room.clock.now(), counts });
    room.journal.append({ type: 'MapRunEnded', scope: key, mapRunArn: run.arn, status, ...stateError });
  };
  try {
    const fault = await runChildren(course);
    await journal.sync();
    const output = await handOnResults(describeResults(course, performance), distribution.writer, room.reach.objects);
    if (fault) throw fault;
    end('SUCCEEDED');
    run.counts.resultsWritten = distribution.writer?.parameters ? journal.ended.size : 0;
    return output;
  } catch (error) {
    if (error instanceof StateFault) end('FAILED', error.stateError);
    else if (error instanceof Halt && error.why !== 'closed') end('ABORTED');
    throw error;
  } finally {
    journal.close();
  }
}

/** Opens the Map run that was under way, or reads the items for a new one. */
async function openCourse(state: MapState, distribution: Distribution, performance: Performance): Promise<Course> {
  const { position, scope } = performance;
  const { room, key } = scope;
  const { Name: machineName } = room.context.StateMachine;
  const { input, context } = performance;
  const atOnce = countAtOnce(state.concurrencyMax, { input, context }, Infinity);
  const concurrencyMax = atOnce === Infinity ? 0 : atOnce;
  const known = position.mapRunArn === undefined ? undefined : room.mapRuns.itemsOf(position.mapRunArn);
  const arn = known
    ? (position.mapRunArn ?? '')
    : room.context.StateMachine.Id.replace(
        /:stateMachine:.*$/,
        `:mapRun:${machineName}/${distribution.label}:${randomUUID()}`,
      );
  const items = known ?? (await gatherItems(state, distribution, performance));
  if (!known) {
    const refusal = room.reach.refuseChildren();
    if (refusal !== undefined) throw new StateFault('States.Permissions', refusal);
    room.mapRuns.keepItems(arn, items);
    room.journal.append({ type: 'MapRunStarted', scope: key, mapRunArn: arn, items: items.length });
    await room.journal.sync();
  }
  const journal = openJournal(room.mapRuns.journalOf(arn), room.clock.now);
  const run: MapRun = {
    arn,
    executionArn: room.context.Execution.Id,
    status: 'RUNNING',
    startedMs: room.mapRuns.list().find((one) => one.arn === arn)?.startedMs ?? room.clock.now(),
    concurrencyMax,
    toleratedCount: distribution.toleratedCount ?? 0,
    toleratedPercentage: distribution.toleratedPercentage ?? 0,
    childType: distribution.childType,
    counts: countChildren(items.length, journal.ended),
  };
  room.mapRuns.add(run);
  return { state, distribution, run, items, journal, room };
}

/** The inputs of the children, JSON each. Errors: StateFault, States.DataLimitExceeded among them. */
async function gatherItems(
  { name, itemsPath, itemSelector }: MapState,
  { reader }: Distribution,
  { input, context, scope }: Performance,
): Promise<string[]> {
  const { objects } = scope.room.reach;
  const sources = { input, context };
  const values = reader ? await readItems(reader, sources, objects) : listItems(itemsPath, sources);
  return values.map((Value, Index) => {
    const inItem = { input, context: { ...(context as object), Map: { Item: { Index, Value } } } };
    const given = itemSelector ? itemSelector(inItem) : Value;
    checkSize(given, name);
    return JSON.stringify(given);
  });
}

/** Runs every child that has not ended. Answers why the Map fails, where more of them fail than it tolerates. */
async function runChildren(course: Course): Promise<StateFault | undefined> {
  const { distribution, run, items, journal, room } = course;
  const { counts } = run;
  const { signal, halt } = createHalter(room.signal);
  let fault: StateFault | undefined;
  let syncedMs = room.clock.now();
  const judge = (): void => {
    if (fault || !exceedsTolerance(counts.failed + counts.timedOut, items.length, distribution)) return;
    const reason = 'The specified tolerated failure threshold was exceeded';
    fault = new StateFault('States.ExceedToleratedFailureThreshold', reason);
    halt(new Halt('mapFailed'));
  };
  judge();
  const waiting = items.map((_, child) => child).filter((child) => !journal.ended.has(child));
  await runSeveral(waiting, Math.min(run.concurrencyMax || Infinity, CHILDREN_AT_ONCE_MAX), async (child) => {
    if (fault) return;
    counts.pending -= 1;
    counts.running += 1;
    const ended = await runChild(child, course, signal);
    journal.append({ type: 'ChildEnded', child, ...ended });
    counts.running -= 1;
    counts[COUNTED_AS[ended.status]] += 1;
    judge();
    if (room.clock.now() - syncedMs < SYNC_MS) return;
    syncedMs = room.clock.now();
    await journal.sync();
  });
  return fault;
}

/** Errors: Halt, where all of the execution ends. */
async function runChild(child: number, course: Course, parent: AbortSignal): Promise<ChildEnd> {
  const { state, distribution, items, journal, room } = course;
  const { clock } = room;
  const input: unknown = JSON.parse(items[child] ?? 'null');
  const startedMs = journal.positionOf(String(child))?.enteredMs ?? clock.now();
  const { signal, halt } = createHalter(parent);
  const isExpress = distribution.childType === 'EXPRESS';
  const expire = (): void => halt(new Halt('timedOut', { error: 'States.Timeout' }));
  const takeBack = isExpress ? clock.at(clock.now() + EXPRESS_MS_MAX, expire) : () => undefined;
  const inner: Room = {
    ...room,
    journal,
    signal,
    isChild: true,
    context: createContext(child, input, startedMs, course),
  };
  const end = (status: ChildEnd['status'], rest: object): ChildEnd => ({
    status,
    startedMs,
    endedMs: clock.now(),
    ...rest,
  });
  try {
    return end('SUCCEEDED', { output: await room.runBlock(state.block, { room: inner, key: String(child) }, input) });
  } catch (error) {
    if (error instanceof StateFault) return end('FAILED', error.stateError);
    if (!(error instanceof Halt) || room.signal.aborted) throw error;
    return error.why === 'timedOut' ? end('TIMED_OUT', error.stateError) : end('ABORTED', {});
  } finally {
    takeBack();
  }
}

function createContext(
  child: number,
  Input: unknown,
  startedMs: number,
  { run, distribution, room }: Course,
): Room['context'] {
  const { Execution, StateMachine } = room.context;
  const { arn: Id, name: Name } = nameChild(run, child);
  return {
    Execution: { ...Execution, Id, Name, Input, StartTime: new Date(startedMs).toISOString() },
    StateMachine: {
      Id: `${StateMachine.Id}/${distribution.label}`,
      Name: `${StateMachine.Name}/${distribution.label}`,
    },
  };
}

function describeResults(course: Course, { input, context }: Performance): Results {
  const { run, distribution, items, journal, room } = course;
  return {
    mapRunArn: run.arn,
    machineArn: `${room.context.StateMachine.Id}/${distribution.label}`,
    name: course.state.name,
    sources: { input, context },
    children: items.map((text, child) => ({ ...nameChild(run, child), input: text, end: journal.ended.get(child) })),
  };
}
