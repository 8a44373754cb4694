/** The kind of a feature that is a word of the note. */
export const WORD = 0;
/** The kind of a feature that is two neighbouring words of the note. */
export const PAIR = 1;
/** The kind of a feature that is a piece of a word of the note. */
export const GRAM = 2;
/** The kind of a feature that is a field other than the note, or two of them together. */
export const FIELD = 3;
/**
 * The kind of a feature that is a word of the note together with the country or the variety given; it follows that
 * word.
 */
export const CROSS = 4;

// One bit for each field of a wine, the note among them: sets of fields are numbers made of these.
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
  /** Both halves of each feature's key; see text/hash.ts. */
  firstHalves: Int32Array;
  secondHalves: Int32Array;
  /** WORD, PAIR, GRAM, FIELD or CROSS. */
  kinds: Uint8Array;
  /** The fields of the wine that the feature was made of, as bits. */
  needs: Uint8Array;
  /** Where in the note (normalised) the words lie that it was made of; 0 for a field. */
  starts: Int32Array;
  ends: Int32Array;
}

/** A FeatureList that is empty; it grows as features are added. */
export function createFeatureList(): FeatureList {
  return makeRoom(2048);
}

/** Adds a feature to the end of a list, which grows if it must. */
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
