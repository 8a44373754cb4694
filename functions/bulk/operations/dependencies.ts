import type { StoredJob } from '../../../contract/stored/job.ts';
import type { Bucket } from '../../../store/s3/bucket.ts';
import type { StateMachine } from '../../../store/aws/executions.ts';
import type { Table } from '../../../store/dynamodb/table.ts';

/** What the operations on jobs are done with. */
export interface Operating {
  tables: Readonly<Record<'jobs' | 'predictions' | 'models', Table>>;
  /** The bucket of files, opened to sign addresses: see openSigning(). */
  files: Bucket;
  machine: StateMachine;
  /** The version that came with this code, which answers where nothing was ever promoted. */
  starterVersion: string;
  /** Makes sure that a later release can load that version, too. */
  keepStarter: () => Promise<void>;
  /** A new ULID. */
  newId: () => string;
  /** Tells the job's subscriber how it stands; never rejects. */
  tell: (job: StoredJob) => Promise<void>;
}

/** How long a table, or S3, is given for one read or write. */
export const PATIENCE_MS = 5_000;

/** Until when a table has time for one read or write: epoch ms. */
export function deadlineOf({ clock }: Table): number {
  return clock.now() + PATIENCE_MS;
}
