/** Map runs: what is known of them, and where they keep their items and how their children end. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE } from '../../state/owner-only.ts';
import type { ChildEnd } from './records.ts';

/** What is told of a Map run. */
export interface MapRun {
  arn: string;
  executionArn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  startedMs: number;
  endedMs?: number;
  /** 0 sets no limit. */
  concurrencyMax: number;
  toleratedCount: number;
  toleratedPercentage: number;
  childType: 'STANDARD' | 'EXPRESS';
  counts: MapRunCounts;
}

/** How many children are how far. */
export interface MapRunCounts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

/** The Map runs of an execution. */
export interface MapRuns {
  list: () => readonly MapRun[];
  add: (run: MapRun) => void;
  /** Where a Map run has its journal. */
  journalOf: (mapRunArn: string) => string;
  /** The items of a Map run, JSON each; undefined where none are kept. */
  itemsOf: (mapRunArn: string) => readonly string[] | undefined;
  keepItems: (mapRunArn: string, items: readonly string[]) => void;
}

/** Opens what a folder has of Map runs; those are told of as they are `known`. */
export function openMapRuns(folder: string, known: readonly MapRun[] = []): MapRuns {
  const runs = new Map(known.map((run) => [run.arn, run]));
  const pathOf = (arn: string, ending: string): string => join(folder, `${idOfRun(arn)}.${ending}`);
  return {
    list: () => [...runs.values()],
    add: (run) => void runs.set(run.arn, run),
    journalOf: (arn) => pathOf(arn, 'jsonl'),
    itemsOf: (arn) => {
      const path = pathOf(arn, 'items.jsonl');
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : undefined;
    },
    keepItems: (arn, items) => writeFlushed(pathOf(arn, 'items.jsonl'), items.map((one) => `${one}\n`).join('')),
  };
}

/** A power cut leaves all of it or none: half a list of items would be taken for the whole. */
function writeFlushed(path: string, text: string): void {
  const file = openSync(`${path}.new`, 'w', FILE_MODE);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/** The last part of a Map run's ARN, which names its files. */
export function idOfRun(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** How an end is counted. */
export const COUNTED_AS = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const;

/** Counts children, where none runs. */
export function countChildren(total: number, ended: ReadonlyMap<number, ChildEnd>): MapRunCounts {
  const counts = {
    pending: total,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total,
    resultsWritten: 0,
  };
  for (const { status } of ended.values()) counts[COUNTED_AS[status]] += 1;
  return { ...counts, pending: total - ended.size };
}
