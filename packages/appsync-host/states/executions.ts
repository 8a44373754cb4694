/** Executions at work and those that have ended, in a folder each: a host that comes up again goes on with the former. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_MODE } from '../state/owner-only.ts';
import { writeWhole } from '../state/write-whole.ts';
import type { Clock } from './clock.ts';
import type { Machine } from './definition.ts';
import { type Execution, type EndedExecution, readKept, SUMMARY_FILE, JOURNAL_FILE } from './execution.ts';
import { createHalter, Halt, StateFault, type StateError } from './fault.ts';
import { openJournal, type Journal } from './journal.ts';
import { openMapRuns } from './map-runs.ts';
import { readDefinition } from './read-definition.ts';
import type { EndStatus, ExecutionFacts, JournalRecord } from './records.ts';
import type { Reach } from './room.ts';
import { runBlock } from './run.ts';

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
  const { folder, clock, warn } = parts;
  const executions = new Map<string, Execution>();
  const running = new Map<string, { halt: (reason: Halt) => void; over: Promise<void> }>();
  for (const name of readdirSync(folder)) {
    const kept = readKept(join(folder, name));
    // Cut off before it was begun.
    if (kept === undefined) rmSync(join(folder, name), { recursive: true, force: true });
    else executions.set(kept.arn, kept);
  }
  const prune = (): void => {
    const ended = [...executions.values()]
      .filter(({ status }) => status !== 'RUNNING')
      .sort((a, b) => b.startedMs - a.startedMs);
    const doomed = ended.filter(
      ({ endedMs = 0 }, index) => index >= KEPT_EXECUTIONS_MAX || clock.now() - endedMs > KEPT_MS_MAX,
    );
    for (const execution of doomed) {
      executions.delete(execution.arn);
      rmSync(execution.folder, { recursive: true, force: true });
    }
  };
  prune();
  const run = (execution: Execution, facts: ExecutionFacts, machine: Machine, journal: Journal): void => {
    const { signal, halt } = createHalter();
    const course = { execution, facts, machine, journal, signal, halt };
    const over = runToEnd(course, parts)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        warn(`The execution ${execution.name} cannot go on: ${reason}. It does when the host is started again.`);
      })
      .finally(() => {
        journal.close();
        running.delete(execution.arn);
        prune();
      });
    running.set(execution.arn, { halt, over });
  };
  return {
    find: (arn) => executions.get(arn),
    list: () => [...executions.values()].sort((a, b) => b.startedMs - a.startedMs),
    start: async (facts, machine) => {
      const arn = nameExecution(facts);
      const own = join(folder, createHash('sha256').update(arn).digest('hex').slice(0, 32));
      mkdirSync(own, { mode: FOLDER_MODE });
      const { name, machineArn } = facts;
      const execution: Execution = {
        ...{ arn, name, machineArn, folder: own, status: 'RUNNING', startedMs: clock.now() },
        mapRuns: openMapRuns(own),
      };
      executions.set(arn, execution);
      const journal = openJournal(join(own, JOURNAL_FILE), clock.now, parts.watch(execution));
      journal.append({ type: 'Started', ...facts });
      await journal.sync();
      run(execution, facts, machine, journal);
      return execution;
    },
    resume: () => {
      for (const execution of executions.values()) {
        if (execution.status !== 'RUNNING' || running.has(execution.arn)) continue;
        const facts = execution.facts;
        if (facts === undefined) continue;
        const journal = openJournal(join(execution.folder, JOURNAL_FILE), clock.now, parts.watch(execution));
        run(execution, facts, readDefinition(facts.definition, facts.machineName), journal);
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

function nameExecution({ machineArn, name }: Pick<ExecutionFacts, 'machineArn' | 'name'>): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
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
