import type { StoredFile } from './models.ts';

/**
 * That a client was erased, and what that has changed: the object `erasures/<SHA-256 of its id>/<begunAt>.json`. It
 * names the client by the SHA-256 of its id alone: whoever has the id finds the proof, and the proof brings no id back.
 */
export interface StoredErasure {
  readonly format: 1;
  /** In hex. */
  readonly clientSha256: string;
  /** Who says to have erased it. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly begunAt: string;
  /** ISO 8601, UTC; null while the erasure is under way, or was cut off. */
  readonly finishedAt: string | null;
  readonly counts: ErasureCounts;
  /** Snapshots of labels that were written anew without the client's lines, and datasets' parts that are gone. */
  readonly objects: readonly ErasedObject[];
  /** The model versions that were trained with its labels or datasets: what they have learnt of them stays in them. */
  readonly modelVersions: readonly string[];
  /** ISO 8601, UTC: until then a point-in-time recovery of AWS still holds what was erased. */
  readonly inBackupsUntil: string;
}

/** How much was erased, by kind; each entry counts once, a line of a snapshot in the version that readers got. */
export interface ErasureCounts {
  readonly predictions: number;
  /** Those of the predictions that had a label. */
  readonly labels: number;
  /** Claims of requestIds. */
  readonly claims: number;
  /** Days of use. */
  readonly usage: number;
  readonly datasetLines: number;
  /** Jobs that answered files; absent where the stack had none. */
  readonly jobs?: number;
  /** Files that were put, and files that jobs have written; absent where the stack had none. */
  readonly files?: number;
  /** Keys that were revoked, and are nobody's now. */
  readonly keys: number;
}

/** An object that an erasure has changed. */
export interface ErasedObject {
  readonly key: string;
  /** The versions that are gone: by their ids and SHA-256, as manifests name them. */
  readonly gone: readonly Pick<StoredFile, 'versionId' | 'sha256'>[];
  /** What readers get now; null where nothing is left. */
  readonly now: Pick<StoredFile, 'versionId' | 'sha256' | 'bytes'> | null;
}

/** For how many days DynamoDB's point-in-time recovery reaches back. */
export const RECOVERY_DAYS = 35;
