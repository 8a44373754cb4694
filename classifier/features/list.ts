/** What a feature was made of. */
export const WORD = 0;
/** Two neighbouring words. */
export const PAIR = 1;
/** A piece of a word. */
export const GRAM = 2;
/** A field other than the note, or two of them together. */
export const FIELD = 3;
/** A word of the note together with the country or the variety given. It follows its word in the list. */
export const CROSS = 4;

/** One bit for each part of a wine that can be hidden. */
export const DESCRIPTION_BIT = 1;
export const VARIETY_BIT = 2;
export const COUNTRY_BIT = 4;
export const REGION_BIT = 8;
export const WINERY_BIT = 16;
export const POINTS_BIT = 32;
export const PRICE_BIT = 64;
export const ALL_BITS = 127;

/**
 * The features of a wine, before any vocabulary is asked about them; one may be listed more than once. The arrays are
 * reused from wine to wine: only the first `count` entries count.
 */
export interface FeatureList {
  count: number;
  /** Both halves of each feature's key; see hash.ts. */
  firstHalves: Int32Array;
  secondHalves: Int32Array;
  /** WORD, PAIR, GRAM, FIELD or CROSS. */
  kinds: Uint8Array;
  /** The bits of all parts of the wine that the feature was made of. */
  needs: Uint8Array;
  /** Where in the note (normalised) the words lie that it was made of; 0 for a field. */
  starts: Int32Array;
  ends: Int32Array;
}

/** An empty list. */
export function createFeatureList(): FeatureList {
  return makeRoom(2048);
}

/** Adds a feature to the list. */
export function addFeature(
  list: FeatureList,
  first: number,
  second: number,
  kind: number,
  needs: number,
  start: number,
  end: number,
): void {
  if (list.count === list.kinds.length) growList(list);
  const at = list.count;
  list.firstHalves[at] = first;
  list.secondHalves[at] = second;
  list.kinds[at] = kind;
  list.needs[at] = needs;
  list.starts[at] = start;
  list.ends[at] = end;
  list.count = at + 1;
}

function makeRoom(capacity: number): FeatureList {
  return {
    count: 0,
    firstHalves: new Int32Array(capacity),
    secondHalves: new Int32Array(capacity),
    kinds: new Uint8Array(capacity),
    needs: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
  };
}

function growList(list: FeatureList): void {
  const larger = makeRoom(list.kinds.length * 2);
  larger.count = list.count;
  larger.firstHalves.set(list.firstHalves);
  larger.secondHalves.set(list.secondHalves);
  larger.kinds.set(list.kinds);
  larger.needs.set(list.needs);
  larger.starts.set(list.starts);
  larger.ends.set(list.ends);
  Object.assign(list, larger);
}
