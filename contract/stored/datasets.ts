import type { StoredFile } from './models.ts';
import type { Target } from '../wine.ts';

/** What is known of an imported dataset: the object `datasets/.records/<name>.json`. Its rows are in its parts. */
export interface StoredDataset {
  readonly format: 1;
  readonly name: string;
  /** In the order in which they were imported: of a text that is in several, the last word counts. */
  readonly parts: readonly StoredPart[];
  /** How many texts there are in it; null until something is imported, where only a removal was written down. */
  readonly rows: number | null;
  /** How many of them each class has, as it is spelt there: the most frequent DATASET_CLASSES_MAX of each target. */
  readonly classes: Readonly<Record<Target, Readonly<Record<string, number>>>>;
  /** Set while trainings leave it out. */
  readonly removal: DatasetRemoval | null;
}

/** One object of a dataset: gzipped JSON lines. It never changes. */
export interface StoredPart extends StoredFile {
  /** ISO 8601, UTC. */
  readonly importedAt: string;
  /** Who says to have imported it. */
  readonly importedBy: string;
}

/** That an operator has taken a dataset out of use. */
export interface DatasetRemoval {
  /** A clientId. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
}

/** A class that an operator has admitted, as the table of models keeps it. */
export interface StoredAdmission {
  readonly target: Target;
  /** As the operator spelt it. */
  readonly name: string;
  /** A clientId. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
