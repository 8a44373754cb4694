import type { StoredRun } from '../contract/stored-models.ts';
import { LEASE_MS } from '../store/lease.ts';
import { failRun, findRun, writeRun } from '../store/runs.ts';
import type { Table } from '../store/table.ts';

/**
 * Ends a run whose process was killed, and so could not say that it failed. Returns the ended run; undefined where it
 * had ended before.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function endAbandoned(models: Table, id: string, deadline: number): Promise<StoredRun | undefined> {
  const run = await findRun(models, id, deadline);
  if (run?.status !== 'RUNNING') return undefined;
  const failure = `Nothing was heard of its process for ${LEASE_MS / 1000} s: it was killed, or never began.`;
  const ended = failRun(run, failure, new Date(models.clock.now()).toISOString());
  return (await writeRun(models, ended, deadline)) ? ended : undefined;
}
