// The limits of what callers send, as schema.graphql tells them; test/contract/limits.test.ts holds the two together.
// A character is a Unicode code point of the composed text (NFC); texts are measured after trimming, and have one
// character at least.

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

/**
 * What a text has that nobody sees: soft hyphens, joiners and spaces of no width, marks of direction, byte order marks.
 * Programs leave them in what people copy, and they are no part of a text.
 */
export const INVISIBLE_PATTERN = '[\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]';

/** Whole names of classes: letters, digits, spaces, a few marks, and a letter at least. For Java and JavaScript. */
export const CLASS_NAME_PATTERN = "^(?=.*\\p{L})[\\p{L}\\p{M}\\p{N} '’.,&/()+·–-]+$";

/**
 * Whole names that look like an address of the web: `www.`, or a dot without a space before the end of a word, as in
 * `evil.example`; `U.S.A.`, `EE.UU.` and `St. Laurent` do not.
 */
export const ADDRESS_PATTERN = '^.*([Ww]{3}\\.|[\\p{L}\\p{N}]\\.\\p{L}{3}|[\\p{L}\\p{N}]{3}\\.\\p{L}{2}).*$';

/**
 * So many clients must name a class in labels before it becomes one without an operator's word. Keys are handed out one
 * by one, so two may well be of one house, or one client's slip that another copies; of three that agree by themselves
 * hardly all are wrong, and a deployment with a dozen clients still learns.
 */
export const CLASS_CLIENTS_MIN = 3;

/**
 * The share that the labels of one client may have of the examples of all datasets. A tenth of wrong labels costs a
 * model some points, and not its senses, and no client has yet labelled a tenth of forty thousand wines by hand.
 */
export const CLIENT_LABELS_SHARE_MAX = 0.1;

/** How many classes of each target are told of a dataset, the most frequent ones. */
export const DATASET_CLASSES_MAX = 1_000;

/** How many of the runs that used a dataset are told, the newest ones. */
export const DATASET_RUNS_MAX = 20;

/** How many characters a reason may have. */
export const REASON_CHARACTERS_MAX = 200;

/** How many entries a page of a list has unless the caller says otherwise, and how many at most. */
export const PAGE_ENTRIES_DEFAULT = 20;
export const PAGE_ENTRIES_MAX = 100;

/**
 * How many predictions a filtered page of the history looks at. A filter that nothing matches would else read 1 MB a
 * page, whoever asks for it; so a page may be short, or empty, while its nextToken goes on.
 */
export const HISTORY_ENTRIES_READ_MAX = 200;

/** How many days `accuracy` may look at. */
export const ACCURACY_DAYS_MAX = 366;

/** How many reads of the index of labels `accuracyOverTime` may make, which reads what is counted as well. */
export const ACCURACY_STEPS_READS_MAX = 40;

/** How many days `accuracyOverTime` may look at by each step: what is counted is kept for 35. */
export const TIME_STEP_DAYS_MAX = { DAY: 35, HOUR: 7 } as const;

/** How many reads of the index of labels `accuracy` may make, each of 1 MB at most: some 50,000 labels. */
export const ACCURACY_READS_MAX = 50;

/**
 * How many reads of the moves of the champion tell what became of a version, each of 1 MB at most: some 5,000 moves.
 */
export const MOVES_READS_MAX = 4;

/** How many classes operators may have admitted at a time. */
export const ADMITTED_CLASSES_MAX = 1_000;

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

/**
 * How many resolvers one request may run: aliases count each, fields below a root field do not. The client library asks
 * for one field a request; a page that shows all there is would need some ten.
 */
export const REQUEST_RESOLVERS_MAX = 20;

/** The periods, in seconds, that `metrics` sums values up over. */
export const METRIC_PERIODS_SECONDS = [60, 300, 900, 3_600, 21_600, 86_400] as const;

/** How many points a series of `metrics` may have. */
export const METRIC_POINTS_MAX = 1_500;

/** How many days back `metrics` may look: CloudWatch keeps 15 months. */
export const METRIC_DAYS_MAX = 455;

/** How many bytes a file may have that a client puts: what S3 takes at once. */
export const UPLOAD_BYTES_MAX = 5 * 1024 ** 3;

/** How many bytes a file may have that `importDataset` reads: the command line imports larger ones. */
export const IMPORT_BYTES_MAX = 50_000_000;

/** For how long it may read and write: AppSync waits 30 s, and the function is ended after 29. */
export const IMPORT_MS_MAX = 24_000;

/** How many of the rows that it refuses it names. */
export const IMPORT_REFUSALS_MAX = 100;

/** How many characters the name of a file may have. */
export const FILE_NAME_CHARACTERS_MAX = 255;

/** For how long the address holds by which a file is put, or fetched. */
export const UPLOAD_URL_SECONDS = 3_600;
export const DOWNLOAD_URL_SECONDS = 3_600;
