import type { StoredVersion } from '../../contract/stored/models.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import type { Monitor, readAlarms, readSeries } from '../../store/aws/cloudwatch.ts';
import type { Telling } from '../publish.ts';
import type { RunJobs } from '../run-jobs.ts';
import type { Table } from '../../store/dynamodb/table.ts';

/** What the models function answers with and from. */
export interface Dependencies extends Telling {
  models: Table;
  predictions: Table;
  traffic: Table;
  bucket: Bucket;
  /** Where uploads lie; absent where nobody imports. */
  files?: Bucket;
  /** The manifest of the starter version that came with this code, and its folder. */
  starter: Manifest;
  starterFolder: URL;
  /**
   * Loads a version as predict would, the starter version where none is given, lets it answer, and lets go of it.
   * Errors: ModelRefused.
   */
  tryVersion: (version: StoredVersion | undefined) => Promise<void>;
  /** Absent where trainings never leave the function. */
  jobs?: RunJobs | undefined;
  /** A new ULID. */
  newId: () => string;
  /** Opens CloudWatch; absent where there is none. Errors: Error where that is not possible here. */
  openMonitor?: () => Promise<Monitoring>;
  /** What is known of keys; absent where nobody asks for it. */
  keys?: KeyDependencies;
  /** The version of this project. */
  release?: string;
}

/** By what keys are told of, made and stopped. */
export interface KeyDependencies {
  clients: Table;
  usage: Table;
  /** Ends what keys listen to, by their hashes. Errors: Error where that could not be done. */
  endSubscriptions: (keyHashes: readonly string[]) => Promise<void>;
}

/** CloudWatch, and how to read it. */
export interface Monitoring {
  monitor: Monitor;
  readAlarms: typeof readAlarms;
  readSeries: typeof readSeries;
}

/** How long a table is given for one read or write. */
export const PATIENCE_MS = 5_000;

/** An ISO 8601 time in UTC, to the millisecond. */
export function timestamp({ clock }: Table): string {
  return new Date(clock.now()).toISOString();
}
