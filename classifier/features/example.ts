import type { Wine } from '../../contract/wine.ts';

/**
 * A wine whose country or variety, or both, are known to be true: what models are trained and judged with. It has a
 * `description`, or, in a dataset that holds no sentences, `terms`.
 */
export interface Example extends Wine {
  /** fingerprintText() of the note: examples of the same fingerprint are the same text. */
  fingerprint: string;
  /** Where the example was gathered. */
  source: string;
  /** The note's words and word pairs, as a set: each is read as a note of its own. */
  terms?: readonly string[];
}
