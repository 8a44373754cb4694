// The limits of what callers send, as schema.graphql tells them; test/contract/limits.test.ts holds the two together.
// A character is a Unicode code point; texts are measured after trimming, and have one character at least.

/** How many characters each text of WineInput may have. */
export const WINE_CHARACTERS_MAX = {
  description: 4_000,
  variety: 100,
  country: 100,
  region: 100,
  winery: 100,
} as const;

/** From where to where each number of WineInput may go, ends included: points of a critic, US dollars a bottle. */
export const WINE_RANGES = { points: { min: 50, max: 100 }, price: { min: 0.01, max: 100_000 } } as const;

/** Of these fields of WineInput one must be given, or there is nothing to tell the wine by. */
export const TELLING_FIELDS = ['description', 'variety', 'country', 'region', 'winery'] as const;

/** How many wines one batch may hold; at least one. */
export const BATCH_WINES_MAX = 100;

/** How many characters a requestId may have. */
export const REQUEST_ID_CHARACTERS_MAX = 100;

/** For how long a repeat of a requestId is answered with the first answer. */
export const REQUEST_ID_HOURS = 24;

/** How many characters a name may have that a label tells or a filter asks for. */
export const NAME_CHARACTERS_MAX = 100;

/** How many characters a reason may have. */
export const REASON_CHARACTERS_MAX = 200;

/** How many entries a page of a list has unless the caller says otherwise, and how many at most. */
export const PAGE_ENTRIES_DEFAULT = 20;
export const PAGE_ENTRIES_MAX = 100;

/** How many days `accuracy` may look at. */
export const ACCURACY_DAYS_MAX = 366;

/** How many classes a ranking holds, and how many pieces of evidence an answer. */
export const RANKING_CLASSES = 5;
export const EVIDENCE_PIECES_MAX = 8;

/** How many labels of one prediction are kept, the latest ones. */
export const LABEL_HISTORY_MAX = 20;

/**
 * How long a training run at work may be silent before whoever reads it asks whether its process lives: it is written
 * every second or two.
 */
export const RUN_SILENCE_MS_MAX = 15_000;

/** How many champions a rollback can go back through. */
export const CHAMPION_HISTORY_MAX = 20;
