import type { Client, Promotion, TrainingRun } from '../../../../packages/client/client.ts';

/** A training that ended, or a move of the champion. */
export interface ModelEvent {
  /** ISO 8601. */
  at: string;
  what: string;
  /** The version that came of it, where one did. */
  version: string | null;
  why: string | null;
}

const MOVES: Readonly<Record<Promotion['kind'], string>> = {
  GATE: 'promoted by the gate',
  PROMOTE: 'promoted by an operator',
  ROLLBACK: 'rolled back',
};

/** What happened to the model since a time, oldest first: the newest hundred trainings and moves. */
export async function readEvents(client: Client, from: string, signal: AbortSignal): Promise<ModelEvent[]> {
  const [runs, moves] = await Promise.all([
    client.trainingRuns({ pageSize: 100, signal }).pages().next(),
    client.promotions({ signal }).pages().next(),
  ]);
  const trained = (runs.value ?? []).flatMap((run) => describeRun(run));
  const moved = (moves.value ?? []).map(({ at, kind, to, reason }) => ({
    ...{ at, what: MOVES[kind], version: to },
    why: kind === 'GATE' ? null : reason,
  }));
  return [...trained, ...moved].filter(({ at }) => at >= from).sort((one, other) => (one.at < other.at ? -1 : 1));
}

function describeRun({ status, finishedAt, modelVersion, failure }: TrainingRun): ModelEvent[] {
  if (finishedAt === null) return [];
  const isFailed = status === 'FAILED';
  const what = isFailed ? 'training failed' : 'trained';
  return [{ at: finishedAt, what, version: modelVersion, why: isFailed ? failure : null }];
}
