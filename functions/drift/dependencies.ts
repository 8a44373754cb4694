import type { Manifest } from '../../classifier/files/manifest.ts';
import type { Table } from '../../store/dynamodb/table.ts';

/** What the drift function works with. */
export interface Dependencies {
  traffic: Table;
  models: Table;
  predictions: Table;
  /** The version that is the champion where none was ever promoted. */
  starterVersion: string;
  /** The manifest of a version. Errors: ManifestUnreadable. */
  readManifest: (version: string) => Promise<Manifest>;
}

/** The manifest of the champion cannot be read, so that there is nothing to hold traffic against. */
export class ManifestUnreadable extends Error {
  override name = 'ManifestUnreadable';
}

/** How long a table is given for one read or write. */
export const PATIENCE_MS = 5_000;

export const HOUR_MS = 60 * 60 * 1000;
