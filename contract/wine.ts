/** What the classifier tells of a wine. */
export type Target = 'country' | 'variety';

/** Both targets, in the order in which they are answered. */
export const TARGETS: readonly Target[] = ['country', 'variety'];

/** What is known about a bottle; an absent field is unknown. Limits are those of WineInput in schema.graphql. */
export interface Wine {
  /** Tasting note. */
  description?: string;
  variety?: string;
  country?: string;
  /** Most exact part first, e.g. `Willamette Valley, Oregon`. */
  region?: string;
  winery?: string;
  /** Score of a critic, 50 to 100. */
  points?: number;
  /** US dollars a bottle. */
  price?: number;
}

/** A class, and its calibrated probability (0 to 1). */
export interface ScoredClass {
  name: string;
  confidence: number;
}

/** What a piece of evidence is: a word of the note, neighbouring words of it, or another field. */
export type EvidenceKind = 'WORD' | 'PHRASE' | 'FIELD';

/** One part of a wine, and how much it moved the winning class's score, signed, in natural log units. */
export interface Evidence {
  /** A word or phrase in the note's own spelling, or the name of a field. */
  feature: string;
  kind: EvidenceKind;
  effect: number;
}
