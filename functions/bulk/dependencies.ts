import type { Model } from '../../artifacts/open.ts';
import type { StoredJob } from '../../contract/stored/job.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import type { Table } from '../../store/dynamodb/table.ts';

/** What the tasks of a job work with. */
export interface Dependencies {
  jobs: Table;
  usage: Table;
  predictions: Table;
  /** Uploads, and what jobs write. */
  files: Bucket;
  /** A model version by its id, undefined where there is none. Errors: ModelRefused; StoreUnavailable. */
  openVersion: (id: string) => Promise<Model | undefined>;
  /** Tells subscribers how a job stands. Errors: whatever keeps them from hearing it. */
  publishJob: (job: StoredJob) => Promise<void>;
  /** Told of what keeps nobody from going on, such as an event that could not be published. */
  onTrouble: (what: string, error: unknown) => void;
  /** The version of this project that was deployed. */
  release: string;
}

/** How long a table is given for one read or write. */
export const PATIENCE_MS = 10_000;
