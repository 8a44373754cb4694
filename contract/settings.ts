/** The environment variables by which infra/ tells the functions where things are. */
export const SETTINGS = {
  predictionsTable: 'PREDICTIONS_TABLE',
  modelsTable: 'MODELS_TABLE',
  clientsTable: 'CLIENTS_TABLE',
  usageTable: 'USAGE_TABLE',
  trafficTable: 'TRAFFIC_TABLE',
  jobsTable: 'JOBS_TABLE',
  modelBucket: 'MODEL_BUCKET',
  /** The bucket of uploads, and of what jobs write. */
  fileBucket: 'FILE_BUCKET',
  /** ARN of the state machine that answers files. */
  bulkMachine: 'BULK_MACHINE',
  graphqlEndpoint: 'GRAPHQL_ENDPOINT',
  /** The name of the environment. */
  environment: 'ENVIRONMENT',
  /** How the names of its alarms begin. */
  alarmPrefix: 'ALARM_PREFIX',
  /** The version of this project that was deployed. */
  release: 'RELEASE',
  /** ARN of the version that a release hook has to try. */
  newVersion: 'TERROIR_NEW_VERSION',
  /** Which function that is a version of, as contract/releases.ts calls it. */
  releasedFunction: 'TERROIR_RELEASED_FUNCTION',
  /** The SHA-256 over all files of the function's own bundle: see contract/bundle-digest.ts. */
  bundleDigest: 'BUNDLE_DIGEST',
  /** Where trainings run: one of TRAIN_ON in contract/training-place.ts; `lambda` where it is absent. */
  trainOn: 'TRAIN_ON',
  /** How many examples a training in the function takes at most. */
  lambdaRowsMax: 'LAMBDA_ROWS_MAX',
  /** ARNs of the queue of AWS Batch, and of the definition of its jobs. */
  batchQueue: 'BATCH_QUEUE',
  batchDefinition: 'BATCH_JOB_DEFINITION',
  /** What the container of a training is told: the run's id, its memory, and the seconds after which it is ended. */
  trainRun: 'TRAIN_RUN',
  trainMemoryMb: 'TRAIN_MEMORY_MB',
  trainSecondsMax: 'TRAIN_SECONDS_MAX',
} as const;

/** The name of a setting of the functions. */
export type Setting = keyof typeof SETTINGS;

/** The environment variables of the API, by which infra/ tells the resolvers where things are. */
export const RESOLVER_SETTINGS = { predictionsTable: 'PREDICTIONS_TABLE' } as const;

/** The outputs by which the stack tells people and the command line where things are. */
export const OUTPUTS = {
  endpoint: 'Endpoint',
  realtimeEndpoint: 'RealtimeEndpoint',
  predictionsTable: 'PredictionsTableName',
  clientsTable: 'ClientsTableName',
  usageTable: 'UsageTableName',
  trafficTable: 'TrafficTableName',
  modelsTable: 'ModelsTableName',
  jobsTable: 'JobsTableName',
  modelBucket: 'ModelBucketName',
  fileBucket: 'FileBucketName',
  releasedFunctions: 'ReleasedFunctionNames',
  consoleUrl: 'ConsoleUrl',
  consoleBucket: 'ConsoleBucketName',
} as const;

/** The name of an output of the stack. */
export type Output = keyof typeof OUTPUTS;
