import { listResidents, readProcessorMs } from '../soak/processes.ts';

/** The statuses of a job that is at work, in their order, by the names of schema.graphql. */
export const STAGES = ['SPLITTING', 'ANSWERING', 'COMBINING'] as const;

/** What a job is at. */
export type Stage = (typeof STAGES)[number];

/** What a stage took. */
export interface StageTime {
  /** By the clock. */
  seconds: number;
  /** Of the processors, by the processes of λ bulk. */
  processorSeconds: number;
}

/** What the processes of the host were at one moment. */
export interface Look {
  atMs: number;
  /** Of the job at that moment; undefined before it began and after it ended. */
  stage: Stage | undefined;
  processes: { pid: number; name: string; megabytes: number; processorMs: number }[];
}

/** The most memory that anything had, in MB. */
export interface Memory {
  host: number;
  tables: number;
  /** Of one process of λ bulk, and of all of them together. */
  bulk: number;
  bulks: number;
}

/** What the template calls the processes of λ bulk. */
const BULK = /^\w+-BulkFunction/;

/** Looks at the processes of a host now. */
export function lookAt(hostPid: number, stage: Stage | undefined): Look {
  const processes = listResidents(hostPid).map(({ pid, name, megabytes }) => ({
    pid,
    name,
    megabytes,
    processorMs: readProcessorMs(pid) ?? 0,
  }));
  return { atMs: performance.now(), stage, processes };
}

/** What each stage took: what happened between two looks is of the stage that the first one saw. */
export function timeStages(looks: readonly Look[]): Record<Stage, StageTime> {
  const times = Object.fromEntries(STAGES.map((stage) => [stage, { seconds: 0, processorSeconds: 0 }])) as Record<
    Stage,
    StageTime
  >;
  const spentMs = new Map<number, number>();
  for (const [at, look] of looks.entries()) {
    const before = looks[at - 1];
    const ownMs = spendSince(spentMs, look);
    if (before?.stage === undefined) continue;
    const time = times[before.stage];
    time.seconds += (look.atMs - before.atMs) / 1_000;
    time.processorSeconds += ownMs / 1_000;
  }
  return times;
}

/** What the processes of λ bulk took since they were looked at last; one that was not there then, all that it took. */
function spendSince(spentMs: Map<number, number>, { processes }: Look): number {
  let sum = 0;
  for (const { pid, name, processorMs } of processes) {
    if (!BULK.test(name)) continue;
    sum += processorMs - (spentMs.get(pid) ?? 0);
    spentMs.set(pid, processorMs);
  }
  return sum;
}

/** The most memory that the looks have seen. */
export function findMemory(looks: readonly Look[]): Memory {
  const most = (of: (look: Look) => number): number => Math.max(0, ...looks.map(of));
  const sizesOf = (look: Look, isMeant: (name: string) => boolean): number[] =>
    look.processes.filter(({ name }) => isMeant(name)).map(({ megabytes }) => megabytes);
  const isBulk = (name: string): boolean => BULK.test(name);
  return {
    host: most((look) => Math.max(0, ...sizesOf(look, (name) => name === 'host'))),
    tables: most((look) => Math.max(0, ...sizesOf(look, (name) => name === 'tables'))),
    bulk: most((look) => Math.max(0, ...sizesOf(look, isBulk))),
    bulks: most((look) => sizesOf(look, isBulk).reduce((sum, one) => sum + one, 0)),
  };
}
