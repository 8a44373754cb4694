import { fileURLToPath } from 'node:url';
import type { Example } from '../classifier/features/example.ts';
import type { Manifest } from '../classifier/files/manifest.ts';
import type { Wine } from '../contract/wine.ts';
import type { Options } from './options.ts';
import type { Peers } from './peers/estimators.ts';

/** What all parts of a run have in hand. */
export interface Run {
  options: Options;
  /** The starter model's. */
  manifest: Manifest;
  /** Folder for what is written on the way, gone at the end. */
  scratch: string;
  rows: Rows;
  /** Absent where they cannot be measured, which has been said. */
  peers: Peers | undefined;
  say: (line: string) => void;
}

/** The examples that everybody is trained with and judged by. */
export interface Rows {
  /** Lines of JSON: an Example, and `natural`, `set` ("train" or "judge"), `judged` (the targets to judge it for). */
  file: string;
  /** How many there are, those to judge by included. */
  count: number;
  /** Natural rows of the hold-out set. */
  holdout: Example[];
  /** The same as a caller would send them: note, price, points, country and variety. */
  wines: Wine[];
  /** Whether the notes are sentences, which peers need. */
  hasNotes: boolean;
}

/** The repository. */
export const ROOT = new URL('../', import.meta.url);

/** The model that a fresh deployment serves. */
export const STARTER_MODEL = new URL('../models/starter/', import.meta.url);

/** Folder for what a run writes on the way, and for trained peers. */
export const CACHE = fileURLToPath(new URL('node_modules/.cache/bench/', ROOT));
