/** Executions, in a folder each: a host that comes up again goes on with those that had not ended. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_MODE } from '../state/owner-only.ts';
import { writeWhole } from '../state/write-whole.ts';
import type { Clock } from './run/clock.ts';
import type { Machine } from './language/definition.ts';
import { type Execution, type EndedExecution, readKept, SUMMARY_FILE, JOURNAL_FILE } from './keep/execution.ts';
import { createHalter, Halt, StateFault, type StateError } from './language/fault.ts';
import { openJournal, type Journal } from './keep/journal.ts';
import { openMapRuns } from './keep/map-runs.ts';
import { readDefinition } from './language/read-definition.ts';
import type { EndStatus, ExecutionFacts, JournalRecord } from './keep/records.ts';
import type { Reach } from './run/room.ts';
import { runBlock } from './run/run.ts';

/** What executions are run with. */
export interface ExecutionsParts {
  folder: string;
  clock: Clock;
  random: () => number;
  /** What an execution reaches, in the name of its role. */
  reach: (facts: ExecutionFacts) => Reach;
  /** Hears what happens. */
  watch: (execution: Execution) => (record: JournalRecord) => void;
  onEnd: (execution: Execution, status: EndStatus) => void;
  warn: (line: string) => void;
}

/** All executions. */
export interface Executions {
  /** Begins one, and resolves once it outlasts a power cut. */
  start: (facts: ExecutionFacts, machine: Machine) => Promise<Execution>;
  /** Goes on with those that a host before left off. */
  resume: () => void;
  find: (executionArn: string) => Execution | undefined;
  /** The newest first. */
  list: () => Execution[];
  /** Nothing where it has ended. Resolves once it has. */
  stop: (executionArn: string, stateError: StateError) => Promise<void>;
  /** Leaves off, to be gone on with at the next start. */
  close: () => Promise<void>;
}

/** An ended execution is kept so long, as on AWS, and so many of them. */
const KEPT_MS_MAX = 90 * 24 * 60 * 60 * 1000;
const KEPT_EXECUTIONS_MAX = 1000;

/** Opens the folder. */
export function openExecutions(parts: ExecutionsParts): Executions {
  const { folder, clock } = parts;
  const executions = readAll(folder);
  const running = new Map<string, { halt: (reason: Halt) => void; over: Promise<void> }>();
  prune(executions, clock.now());
  const run = (execution: Execution, facts: ExecutionFacts, machine: Machine, journal: Journal): void => {
    const { signal, halt } = createHalter();
    const over = runToEnd({ execution, facts, machine, journal, signal, halt }, parts)
      .catch((error: unknown) => parts.warn(describeStandstill(execution, error)))
      .finally(() => {
        journal.close();
        running.delete(execution.arn);
        prune(executions, clock.now());
      });
    running.set(execution.arn, { halt, over });
  };
  const openOwn = (execution: Execution): Journal =>
    openJournal(join(execution.folder, JOURNAL_FILE), clock.now, parts.watch(execution));
  return {
    find: (arn) => executions.get(arn),
    list: () => [...executions.values()].sort((a, b) => b.startedMs - a.startedMs),
    start: async (facts, machine) => {
      const execution = begin(facts, folder, clock.now());
      executions.set(execution.arn, execution);
      const journal = openOwn(execution);
      journal.append({ type: 'Started', ...facts });
      await journal.sync();
      run(execution, facts, machine, journal);
      return execution;
    },
    resume: () => {
      for (const execution of executions.values()) {
        const { facts, status, arn } = execution;
        if (facts === undefined || status !== 'RUNNING' || running.has(arn)) continue;
        run(execution, facts, readDefinition(facts.definition, facts.machineName), openOwn(execution));
      }
    },
    stop: async (arn, stateError) => {
      const found = running.get(arn);
      found?.halt(new Halt('stopped', stateError));
      await found?.over;
    },
    close: async () => {
      for (const { halt } of running.values()) halt(new Halt('closed'));
      await Promise.all([...running.values()].map(({ over }) => over));
    },
  };
}

/** What a host before has left, by ARN. */
function readAll(folder: string): Map<string, Execution> {
  const executions = new Map<string, Execution>();
  for (const name of readdirSync(folder)) {
    const kept = readKept(join(folder, name));
    // Cut off before it was begun.
    if (kept === undefined) rmSync(join(folder, name), { recursive: true, force: true });
    else executions.set(kept.arn, kept);
  }
  return executions;
}

/** Forgets executions that have ended long ago, and those that are too many. */
function prune(executions: Map<string, Execution>, nowMs: number): void {
  const ended = [...executions.values()].filter(({ status }) => status !== 'RUNNING');
  ended.sort((a, b) => b.startedMs - a.startedMs);
  for (const [index, { arn, folder, endedMs = 0 }] of ended.entries()) {
    if (index < KEPT_EXECUTIONS_MAX && nowMs - endedMs <= KEPT_MS_MAX) continue;
    executions.delete(arn);
    rmSync(folder, { recursive: true, force: true });
  }
}

function begin({ name, machineArn }: ExecutionFacts, parent: string, startedMs: number): Execution {
  const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  // A name may be anything that a file system takes amiss.
  const folder = join(parent, createHash('sha256').update(arn).digest('hex').slice(0, 32));
  mkdirSync(folder, { mode: FOLDER_MODE });
  return { arn, name, machineArn, folder, status: 'RUNNING', startedMs, mapRuns: openMapRuns(folder) };
}

function describeStandstill({ name }: Execution, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `The execution ${name} cannot go on: ${reason}. It does when the host is started again.`;
}

/** One execution, and what it is run with. */
interface Course {
  execution: Execution;
  facts: ExecutionFacts;
  machine: Machine;
  journal: Journal;
  signal: AbortSignal;
  halt: (reason: Halt) => void;
}

async function runToEnd(course: Course, parts: ExecutionsParts): Promise<void> {
  const { execution, machine, halt } = course;
  const { timeoutSeconds } = machine;
  const expire = (): void => halt(new Halt('timedOut', { error: 'States.Timeout' }));
  const takeBack =
    timeoutSeconds === undefined
      ? () => undefined
      : parts.clock.at(execution.startedMs + timeoutSeconds * 1000, expire);
  try {
    await end(course, parts, 'SUCCEEDED', { output: await runStates(course, parts) });
  } catch (error) {
    if (error instanceof StateFault) return await end(course, parts, 'FAILED', error.stateError);
    if (!(error instanceof Halt)) throw error;
    if (error.why === 'stopped') await end(course, parts, 'ABORTED', error.stateError);
    if (error.why === 'timedOut') await end(course, parts, 'TIMED_OUT', error.stateError);
  } finally {
    takeBack();
  }
}

function runStates({ execution, facts, machine, journal, signal }: Course, parts: ExecutionsParts): Promise<unknown> {
  const { clock, random } = parts;
  const input: unknown = JSON.parse(facts.inputText);
  const context = {
    Execution: {
      Id: execution.arn,
      Input: input,
      Name: facts.name,
      RoleArn: facts.roleArn,
      StartTime: new Date(execution.startedMs).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machineArn, Name: facts.machineName },
  };
  const { mapRuns } = execution;
  const room = {
    ...{ reach: parts.reach(facts), clock, random, journal, signal, mapRuns, context },
    isChild: false,
    runBlock,
  };
  return runBlock(machine, { room, key: '' }, input);
}

/** The journal says so first; the summary spares reading it. */
async function end(
  { execution, facts, journal }: Course,
  parts: ExecutionsParts,
  status: EndStatus,
  rest: { output?: unknown } & StateError,
): Promise<void> {
  journal.append({ type: 'Ended', status, ...rest });
  await journal.sync();
  execution.status = status;
  execution.endedMs = parts.clock.now();
  const { arn, name, machineArn, startedMs, endedMs, mapRuns } = execution;
  const { inputText } = facts;
  const { output, ...stateError } = rest;
  const outputText = status === 'SUCCEEDED' ? { outputText: JSON.stringify(output) } : {};
  const summary: EndedExecution = {
    ...{ arn, name, machineArn, startedMs, endedMs, status, inputText, ...outputText, ...stateError },
    mapRuns: mapRuns.list(),
  };
  writeWhole(join(execution.folder, SUMMARY_FILE), JSON.stringify(summary));
  parts.onEnd(execution, status);
}
