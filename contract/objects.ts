// What lies where in the buckets of models and of files: what infra/ grants, and store/ reads and writes.

/** The files that make up a model version. */
export const MODEL_FILES = ['manifest.json', 'model.onnx', 'vocabulary.bin'] as const;

/** The name of a file of a model version. */
export type ModelFile = (typeof MODEL_FILES)[number];

/** The graph of the starter version, which is kept compressed beside the code. */
export const STARTER_GRAPH_FILE = 'model.onnx.br';

/** Where the files of model versions lie: `models/<version>/<file>`. */
export const MODELS_PREFIX = 'models/';

/** Where datasets lie: `datasets/<name>/<part>`, each part gzipped JSON lines. */
export const DATASETS_PREFIX = 'datasets/';

/** Where it is written what is known of each dataset: `datasets/.records/<name>.json`; no dataset is called so. */
export const DATASET_RECORDS_PREFIX = 'datasets/.records/';

/** Where the labels lie that each run was trained with: `datasets/labels/<run>`; no dataset is called so. */
export const LABELS_DATASET = 'labels';
export const LABELS_PREFIX = 'datasets/labels/';

/** How the name of each part of a dataset ends. */
export const PART_SUFFIX = '.jsonl.gz';

/** Where the proofs of erasures lie: `erasures/<SHA-256 of the client's id>/<time>.json`. */
export const ERASURES_PREFIX = 'erasures/';

/** In the bucket of files: what clients put, `uploads/<SHA-256 of the client's id>/<id>`. */
export const UPLOADS_PREFIX = 'uploads/';

/** In the bucket of files: what jobs write, `jobs/<SHA-256 of the client's id>/<id of the job>/…`. */
export const JOBS_PREFIX = 'jobs/';

/** For how many days each is kept. */
export const UPLOAD_DAYS = 7;
export const JOB_FILES_DAYS = 30;
