/** An execution as it is kept: while it runs by its journal, afterwards by a summary as well. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateError } from '../language/fault.ts';
import { readJournal } from './journal.ts';
import { type MapRun, type MapRuns, openMapRuns } from './map-runs.ts';
import type { EndStatus, ExecutionFacts, JournalRecord } from './records.ts';

/** An execution, without what is large. */
export interface Execution {
  arn: string;
  name: string;
  machineArn: string;
  /** Where it keeps its files. */
  folder: string;
  status: 'RUNNING' | EndStatus;
  startedMs: number;
  endedMs?: number;
  mapRuns: MapRuns;
  /** Of one that another host left off. */
  facts?: ExecutionFacts;
}

/** What is written of an execution when it ends. */
export interface EndedExecution extends StateError {
  arn: string;
  name: string;
  machineArn: string;
  status: EndStatus;
  startedMs: number;
  endedMs: number;
  inputText: string;
  outputText?: string;
  mapRuns: readonly MapRun[];
}

/** What an execution began with and came to. */
export interface ExecutionDetails extends StateError {
  inputText: string;
  outputText?: string;
}

/** The file that says all of an execution that has ended. */
export const SUMMARY_FILE = 'summary.json';
/** The file that says all that has happened. */
export const JOURNAL_FILE = 'journal.jsonl';

/** The execution of a folder; undefined where it was never begun. */
export function readKept(folder: string): Execution | undefined {
  const summary = join(folder, SUMMARY_FILE);
  if (existsSync(summary)) {
    const { mapRuns, arn, name, machineArn, status, startedMs, endedMs } = readSummary(folder);
    return { arn, name, machineArn, status, startedMs, endedMs, folder, mapRuns: openMapRuns(folder, mapRuns) };
  }
  if (!existsSync(join(folder, JOURNAL_FILE))) return undefined;
  const records = readJournal(join(folder, JOURNAL_FILE));
  const [started] = records;
  if (started?.type !== 'Started') return undefined;
  const { name, machineArn, machineName, roleArn, definition, inputText } = started;
  const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const mapRuns = openMapRuns(folder, listRuns(records, arn));
  const last = records.at(-1);
  const ended = last?.type === 'Ended' ? { status: last.status, endedMs: last.ms } : { status: 'RUNNING' as const };
  const facts = { name, machineArn, machineName, roleArn, definition, inputText };
  return { arn, name, machineArn, folder, startedMs: started.ms, mapRuns, facts, ...ended };
}

/** What an execution began with and came to, from its files. */
export function readDetails({ folder }: Execution): ExecutionDetails {
  if (existsSync(join(folder, SUMMARY_FILE))) return readSummary(folder);
  const records = readJournal(join(folder, JOURNAL_FILE));
  const inputText = records[0]?.type === 'Started' ? records[0].inputText : '{}';
  const last = records.at(-1);
  if (last?.type !== 'Ended') return { inputText };
  const { output, error, cause } = last;
  return {
    inputText,
    ...(last.status === 'SUCCEEDED' && { outputText: JSON.stringify(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

function readSummary(folder: string): EndedExecution {
  return JSON.parse(readFileSync(join(folder, SUMMARY_FILE), 'utf8')) as EndedExecution;
}

/** Map runs that have begun; what is told of those that are under way is told anew when they go on. */
function listRuns(records: readonly JournalRecord[], executionArn: string): MapRun[] {
  return records.flatMap((record) => {
    if (record.type !== 'MapRunStarted') return [];
    const end = records.find((one) => one.type === 'MapRunEnded' && one.mapRunArn === record.mapRunArn);
    const none = { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0 };
    const run: MapRun = {
      ...{ arn: record.mapRunArn, executionArn, startedMs: record.ms, concurrencyMax: 0, toleratedCount: 0 },
      toleratedPercentage: 0,
      childType: 'STANDARD',
      counts: { ...none, total: record.items },
      ...(end?.type === 'MapRunEnded' ? { status: end.status, endedMs: end.ms } : { status: 'RUNNING' }),
    };
    return [run];
  });
}
