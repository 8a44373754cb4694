import type { Manifest } from '../classifier/files/manifest.ts';
import type { Options } from './options.ts';
import type { Peers } from './peers/python.ts';
import type { Rows } from './rows.ts';

/** What a run of the benchmark has in hand, whichever part it measures. */
export interface Run {
  options: Options;
  /** The manifest of the starter model. */
  manifest: Manifest;
  /** Folder for what is written on the way, gone at the end. */
  scratch: string;
  rows: Rows;
  /** Absent where they cannot be measured, which has been said. */
  peers: Peers | undefined;
  /** Tells whoever waits what is being done. */
  say: (line: string) => void;
}
