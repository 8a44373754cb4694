/** Map runs and their children, as the API tells of them. */
import { existsSync } from 'node:fs';
import type { JsonRecord } from '../../record.ts';
import { ApiError } from './api-error.ts';
import { nameChild } from '../keep/children.ts';
import type { Execution } from '../keep/execution.ts';
import type { Executions } from '../executions.ts';
import { readJournal } from '../keep/journal.ts';
import { type MapRun, type MapRuns } from '../keep/map-runs.ts';
import { cutPage } from './page.ts';

/** ListMapRuns. */
export function listMapRuns({ mapRuns, machineArn }: Execution, body: JsonRecord): JsonRecord {
  const told = mapRuns.list().map(({ arn, executionArn, startedMs, endedMs }) => ({
    ...{ mapRunArn: arn, executionArn, stateMachineArn: machineOfRun(arn, machineArn), startDate: startedMs / 1000 },
    ...(endedMs !== undefined && { stopDate: endedMs / 1000 }),
  }));
  return cutPage('mapRuns', told, body);
}

/** DescribeMapRun. Errors: ApiError ResourceNotFound. */
export function describeMapRun(mapRunArn: string, executions: Executions): JsonRecord {
  const { run } = findRun(mapRunArn, executions);
  const counts = { ...run.counts, failuresNotRedrivable: 0, pendingRedrive: 0 };
  return {
    ...{ mapRunArn, executionArn: run.executionArn, status: run.status, maxConcurrency: run.concurrencyMax },
    startDate: run.startedMs / 1000,
    ...(run.endedMs !== undefined && { stopDate: run.endedMs / 1000 }),
    ...{ toleratedFailureCount: run.toleratedCount, toleratedFailurePercentage: run.toleratedPercentage },
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: 0,
  };
}

/** What a list tells of a child. */
const LISTED = 'executionArn stateMachineArn name mapRunArn status startDate stopDate redriveCount'.split(' ');

/** ListExecutions of a Map run. Errors: ApiError ResourceNotFound. */
export function listChildren(mapRunArn: string, body: JsonRecord, executions: Executions): JsonRecord {
  const { run, mapRuns, machineArn } = findRun(mapRunArn, executions);
  const wanted = body['statusFilter'];
  const told = readChildren(run, mapRuns, machineArn).filter(({ status }) => wanted === undefined || wanted === status);
  const listed = told.map((child) => Object.fromEntries(LISTED.map((name) => [name, child[name]])));
  return cutPage('executions', listed, body);
}

/** DescribeExecution of a child that has ended or runs; undefined for what is none. */
export function describeRunningChild(arn: string, executions: Executions): JsonRecord | undefined {
  const path = /^(.*):execution:(.+\/.+):[^:]+$/.exec(arn);
  if (path === null) return undefined;
  const prefix = `${path[1] ?? ''}:mapRun:${path[2] ?? ''}:`;
  for (const { mapRuns, machineArn } of executions.list()) {
    for (const run of mapRuns.list().filter((one) => one.arn.startsWith(prefix))) {
      const child = readChildren(run, mapRuns, machineArn).find(({ executionArn }) => executionArn === arn);
      if (child) return child;
    }
  }
  return undefined;
}

/** Children that run or have ended; of Express ones nothing is told. */
function readChildren(run: MapRun, mapRuns: MapRuns, machineArn: string): JsonRecord[] {
  const path = mapRuns.journalOf(run.arn);
  const items = mapRuns.itemsOf(run.arn) ?? [];
  if (run.childType === 'EXPRESS' || !existsSync(path)) return [];
  const children = new Map<number, JsonRecord>();
  for (const record of readJournal(path)) {
    if (record.type !== 'ChildEnded' && record.type !== 'Entered') continue;
    const child = record.type === 'ChildEnded' ? record.child : Number(record.scope);
    if (!Number.isInteger(child)) continue;
    const { arn, name } = nameChild(run, child);
    const known = children.get(child) ?? {
      ...{ executionArn: arn, stateMachineArn: machineOfRun(run.arn, machineArn), name, mapRunArn: run.arn },
      ...{ status: 'RUNNING', startDate: record.ms / 1000, redriveCount: 0 },
      ...{ input: items[child] ?? 'null', inputDetails: { included: true } },
    };
    children.set(child, known);
    if (record.type !== 'ChildEnded') continue;
    const { status, output, error, cause, startedMs, endedMs } = record;
    Object.assign(known, {
      ...{ status, startDate: startedMs / 1000, stopDate: endedMs / 1000 },
      ...(status === 'SUCCEEDED' && { output: JSON.stringify(output), outputDetails: { included: true } }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }
  return [...children.values()];
}

/** The children's machine: the machine with the Map's label. */
function machineOfRun(mapRunArn: string, machineArn: string): string {
  const [, label = ''] = /\/([^:]*):[^:]*$/.exec(mapRunArn) ?? [];
  return `${machineArn}/${label}`;
}

function findRun(arn: string, executions: Executions): { run: MapRun; mapRuns: MapRuns; machineArn: string } {
  for (const { mapRuns, machineArn } of executions.list()) {
    const run = mapRuns.list().find((one) => one.arn === arn);
    if (run) return { run, mapRuns, machineArn };
  }
  throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
}
