export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  AWSDate: { input: string; output: string; }
  AWSDateTime: { input: string; output: string; }
  AWSEmail: { input: string; output: string; }
  AWSIPAddress: { input: string; output: string; }
  AWSJSON: { input: string; output: string; }
  AWSPhone: { input: string; output: string; }
  AWSTime: { input: string; output: string; }
  AWSTimestamp: { input: number; output: number; }
  AWSURL: { input: string; output: string; }
};

/**
 * How often one target's answers were right in a step of time, by two ways to tell. They differ by chance, by the calibration error
 * of the model, and by which predictions were labelled: where only doubtful ones are, the measured accuracy lies below that of all
 * answers. Compare it with `labelledEstimate`, which is of the very predictions that are labelled.
 */
export type AccuracyInTime = {
  /**
   * How far `measured` may lie from `labelledEstimate` though nothing is wrong: what chance does to so many labels (95 %), and the
   * calibration error of the champion on the hold-out set. Null where nothing is labelled.
   */
  differenceMax: Maybe<Scalars['Float']['output']>;
  /** The mean calibrated confidence of the answers: what share of them is right, as far as the model is calibrated. Null of none. */
  estimated: Maybe<Scalars['Float']['output']>;
  /** Upper end of that interval. */
  estimatedHigh: Maybe<Scalars['Float']['output']>;
  /** Lower end of the 95 % interval of the share of right answers among so many, if the model is perfectly calibrated. */
  estimatedLow: Maybe<Scalars['Float']['output']>;
  /** When the step begins. */
  from: Scalars['AWSDateTime']['output'];
  /** How many of the predictions have a label for the target. */
  labelled: Scalars['Int']['output'];
  /** The mean calibrated confidence of the labelled predictions: apart from `estimated` where labels are told of some kinds more. */
  labelledEstimate: Maybe<Scalars['Float']['output']>;
  /** right / labelled; null where nothing is labelled. */
  measured: Maybe<Scalars['Float']['output']>;
  /** Upper end of its 95 % interval (Wilson). */
  measuredHigh: Maybe<Scalars['Float']['output']>;
  /** Lower end of its 95 % interval (Wilson). */
  measuredLow: Maybe<Scalars['Float']['output']>;
  /** How many predictions were counted: a process counts every minute, so those of the last minute may be missing. */
  predictions: Scalars['Int']['output'];
  /** How many of those were right. */
  right: Scalars['Int']['output'];
  /** Which answers. */
  target: Target;
};

/** A country or a variety that an operator has admitted as a class. */
export type AdmittedClass = {
  /** When, in UTC. */
  at: Scalars['AWSDateTime']['output'];
  /** Who admitted it: a clientId. */
  by: Scalars['String']['output'];
  /** Its name, as the operator spelt it. */
  name: Scalars['String']['output'];
  /** What it is. */
  target: Target;
};

/** An alarm of CloudWatch. */
export type Alarm = {
  /** What has happened when it goes off. */
  meaning: Scalars['String']['output'];
  /** Its name, which is also that of its section in docs/RUNBOOK.md. */
  name: Scalars['String']['output'];
  /** Why it stands so, in CloudWatch's words, or null where it says nothing. */
  reason: Maybe<Scalars['String']['output']>;
  /** Where it is explained, e.g. `docs/RUNBOOK.md#service-failing`. */
  runbook: Scalars['String']['output'];
  /** Who hears of it. */
  severity: AlarmSeverity;
  /** Since when, in UTC, or null where CloudWatch does not say. */
  since: Maybe<Scalars['AWSDateTime']['output']>;
  /** How it stands. */
  state: AlarmState;
};

/** Who hears of an alarm. */
export type AlarmSeverity =
  /** Somebody, on the next working day. */
  | 'INFORM'
  /** Somebody, at once. */
  | 'PAGE'
  /** Nobody: it is a part of another alarm. */
  | 'PART';

/** How an alarm stands. */
export type AlarmState =
  /** It has gone off. */
  | 'ALARM'
  /** There is too little data to tell. */
  | 'INSUFFICIENT_DATA'
  /** All is well. */
  | 'OK';

/** What became of one wine of a batch. */
export type BatchResult = Prediction | Rejection;

/** Whose key, or whose user's token, a request carries. */
export type Caller = {
  /** Whose predictions it reaches: a clientId, or `CLIENT/USER` for a token. */
  clientId: Scalars['ID']['output'];
  /** When it ends, in UTC, or null for never. */
  expiresAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** What it may do. */
  scopes: Array<Scope>;
};

/** A class that two model versions have seen differently often. */
export type ClassDifference = {
  /** How many examples of it the first was trained on; null where it cannot answer it, or did not keep the count. */
  firstExamples: Maybe<Scalars['Int']['output']>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** The only version that can answer it; null where both can. */
  onlyIn: Maybe<Scalars['ID']['output']>;
  /** How many examples of it the second was trained on; null where it cannot answer it, or did not keep the count. */
  secondExamples: Maybe<Scalars['Int']['output']>;
  /** Which answers. */
  target: Target;
};

/** What the model says about one target: the country or the variety. */
export type Classification = {
  /** Calibrated probability of that class, 0 to 1: of the answers given with 0.8, eight in ten are right. */
  confidence: Scalars['Float']['output'];
  /** What moved the answer: up to eight pieces, strongest first. */
  evidence: Array<Evidence>;
  /** The most probable class. */
  name: Scalars['String']['output'];
  /** The five most probable classes, best first. */
  ranking: Array<ScoredClass>;
};

/** Somebody who calls, by one key or several. */
export type Client = {
  /** Its id: a clientId. */
  id: Scalars['ID']['output'];
  /** Its keys, newest first; one at least. */
  keys: Array<ClientKey>;
  /** Its quotas, which its keys share, as they stand now. */
  quota: Quota;
};

/** A key, without the key itself. */
export type ClientKey = {
  /** Whose it is. */
  clientId: Scalars['ID']['output'];
  /** When it was made, in UTC. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** From when on it is refused, in UTC; null: never. */
  expiresAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** How people call it: the first 12 hex digits of its SHA-256. */
  id: Scalars['ID']['output'];
  /** The clientId that made it through the API; null where the command line did. */
  madeBy: Maybe<Scalars['ID']['output']>;
  /** The id of the key that it was made with; null where the command line made it. */
  madeWith: Maybe<Scalars['ID']['output']>;
  /** Who it is for. */
  name: Scalars['String']['output'];
  /** When it was made in place of another one; null where it was not. */
  rotatedAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** What it allows. */
  scopes: Array<Scope>;
  state: KeyState;
  /** The clientId that suspended it through the API; null where it is not suspended, or the command line did it. */
  suspendedBy: Maybe<Scalars['ID']['output']>;
};

/** Some clients. */
export type ClientPage = {
  /** The clients, newest first. */
  items: Array<Client>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** Examples that an operator has imported under one name. */
export type Dataset = {
  /** How many rows each class has, as it is spelt there, the most frequent first: 1,000 of each target at most. */
  classes: Array<DatasetClass>;
  /** SHA-256, in hex, of the digests of its parts in their order, or null where one of them is not known. */
  digest: Maybe<Scalars['String']['output']>;
  /** When that was, in UTC, or null where it is not known. */
  importedAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** Who says to have imported the latest part of it, or null where that is not known. */
  importedBy: Maybe<Scalars['String']['output']>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** Its removal, or null while it is in use. */
  removal: Maybe<DatasetRemoval>;
  /** How many notes it has, each once, or null where it was imported by a release that did not count: import it again. */
  rows: Maybe<Scalars['Int']['output']>;
  /** Ids of the training runs that used it, newest first: 20 at most. */
  runs: Array<Scalars['ID']['output']>;
  /** Whether trainings read it. */
  state: DatasetState;
};

/** How many rows of a dataset are of one class. */
export type DatasetClass = {
  /** How many rows. */
  count: Scalars['Int']['output'];
  /** Its name, as the dataset spells it. */
  name: Scalars['String']['output'];
  /** What it is. */
  target: Target;
};

/** A part of a dataset that only one of two model versions was trained on. */
export type DatasetDifference = {
  /** Its size in bytes. */
  bytes: Scalars['Float']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The version that was trained on it. */
  onlyIn: Scalars['ID']['output'];
  /** SHA-256 of its bytes, in hex. */
  sha256: Scalars['String']['output'];
};

/** What an import made of a file, or would make of it. */
export type DatasetImport = {
  /** How many of them told a note that was not in the dataset. */
  added: Scalars['Int']['output'];
  /** How many cells that say nothing sound, such as points of 5, were left out of rows that were taken. */
  cellsLeftOut: Scalars['Int']['output'];
  /** Which columns are used for what, in the order of the file. */
  columns: Array<ImportedColumns>;
  /** The dataset afterwards; null where it was only tried, and there is none of that name. */
  dataset: Maybe<Dataset>;
  /** Whether it was only tried, and nothing is stored. */
  dryRun: Scalars['Boolean']['output'];
  /** What was found of the file's form, for people: `CSV with semicolons, UTF-8`. */
  form: Scalars['String']['output'];
  /** How many told what is in the dataset already, or a row above them does. */
  known: Scalars['Int']['output'];
  /** How many were refused. `added`, `replaced`, `known` and `refused` make `rows`. */
  refused: Scalars['Int']['output'];
  /** The first 100 rows that were refused. */
  refusedRows: Array<ImportRefusal>;
  /** How many replaced what was told of their notes before. */
  replaced: Scalars['Int']['output'];
  /** How many rows have content, below the header. */
  rows: Scalars['Int']['output'];
  /** The columns that are not used. */
  unusedColumns: Array<Scalars['String']['output']>;
};

/** Some datasets. */
export type DatasetPage = {
  /** The datasets, by name. */
  items: Array<Dataset>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** That a dataset was taken out of use. */
export type DatasetRemoval = {
  /** When, in UTC. */
  at: Scalars['AWSDateTime']['output'];
  /** Who: a clientId. */
  by: Scalars['String']['output'];
  /** Why. */
  reason: Scalars['String']['output'];
};

/** Whether trainings read a dataset. */
export type DatasetState =
  /** The next training reads it. */
  | 'IN_USE'
  /** Trainings leave it out until it is restored. */
  | 'REMOVED';

/**
 * A check of the traffic of all clients against the baseline of the champion: what it was asked and answered on the hold-out set of its
 * training, as docs/DRIFT.md explains.
 */
export type Drift = {
  /** When it was. */
  checkedAt: Scalars['AWSDateTime']['output'];
  /** The checks since `from`, oldest first; empty without it. */
  history: Array<DriftCheck>;
  /** The champion of that time: only its own predictions were looked at. */
  modelVersion: Scalars['ID']['output'];
  /** How many predictions it answered in the last day. */
  predictions: Scalars['Int']['output'];
  /** Every signal, in the order of their names. */
  signals: Array<DriftSignal>;
  state: DriftState;
  /** How many false alarms a week the thresholds allow at most, on average and over all signals, while nothing has moved. */
  weeklyFalseAlarmsMax: Scalars['Float']['output'];
};

/** A bin of a histogram: how many predictions lie in it. */
export type DriftBin = {
  /** In the baseline; 0 without one. */
  baseline: Scalars['Int']['output'];
  /** In the last day. */
  day: Scalars['Int']['output'];
  /** What it holds: a range of prices, points or shares, a class, `other`, a field of the wine. */
  label: Scalars['String']['output'];
  /** In the last week. */
  week: Scalars['Int']['output'];
};

/** An earlier check, in short. */
export type DriftCheck = {
  checkedAt: Scalars['AWSDateTime']['output'];
  modelVersion: Scalars['ID']['output'];
  /** How many predictions the champion of the time had answered in the day before. */
  predictions: Scalars['Int']['output'];
  /** Of each signal of which there was enough to tell. */
  ratios: Array<DriftRatio>;
  state: DriftState;
};

/** A signal in one window. It has drifted where `value` has reached `threshold` and `effect` has reached `effectMin`. */
export type DriftFinding = {
  drifted: Scalars['Boolean']['output'];
  /** What share of the predictions lies elsewhere than in the baseline: 0 to 1. */
  effect: Scalars['Float']['output'];
  /** What share must lie elsewhere to be called drift. */
  effectMin: Scalars['Float']['output'];
  /** How many predictions it is of: those in which there was something to count. */
  n: Scalars['Int']['output'];
  /** Of a signal of several parts the one that has moved most: a field of the wine, or a target. */
  part: Maybe<Scalars['String']['output']>;
  /** The lesser of value / threshold and effect / effectMin. */
  ratio: Scalars['Float']['output'];
  /** How many times more the signal varies from hour to hour than independent predictions would: at least 1. */
  spread: Scalars['Float']['output'];
  /** What G exceeds by chance so seldom that the alarm budget is kept, for this n and these bins. */
  threshold: Scalars['Float']['output'];
  /** The statistic G of two samples, window and baseline; the window is taken for n / spread predictions. */
  value: Scalars['Float']['output'];
  window: DriftWindow;
};

/** A histogram of a signal. The bins of `FIELDS` overlap: each counts the wines in which a field is told. */
export type DriftHistogram = {
  bins: Array<DriftBin>;
  /** The target of the confidence; null for other signals. */
  part: Maybe<Scalars['String']['output']>;
};

/** How near to drift a signal was. */
export type DriftRatio = {
  name: DriftSignalName;
  /** 1 and more is drift. */
  ratio: Scalars['Float']['output'];
};

/** What a check found in one signal. */
export type DriftSignal = {
  /** Whether it has drifted in any window. */
  drifted: Scalars['Boolean']['output'];
  /** What was found in each window in which there was enough to tell. */
  findings: Array<DriftFinding>;
  /** What was counted, to draw it: one histogram, or of the confidence one a target. */
  histograms: Array<DriftHistogram>;
  name: DriftSignalName;
  /** How near to drift it is in the window in which it is nearest: 1 and more is drift. Null where there was too little to tell. */
  ratio: Maybe<Scalars['Float']['output']>;
};

/** What drift is looked for in. */
export type DriftSignalName =
  /** The calibrated confidence of the answers, of both targets. */
  | 'CONFIDENCE'
  /** The countries that were answered. */
  | 'COUNTRY'
  /** Which fields of the wine are told. */
  | 'FIELDS'
  /** The points that are told. */
  | 'POINTS'
  /** The prices that are told. */
  | 'PRICE'
  /** The varieties that were answered. */
  | 'VARIETY'
  /** The share of a note's words that the model does not know. */
  | 'WORDS';

/** What a check of drift came to. */
export type DriftState =
  /** At least one signal has drifted in at least one window. */
  | 'DRIFTED'
  /** The champion was made before versions had a baseline: nothing can be told. Train a version. */
  | 'NO_BASELINE'
  /** No signal has drifted. */
  | 'STEADY'
  /** The champion has answered too few predictions of the last week to tell. */
  | 'TOO_FEW';

/** A time that is held against the baseline: it ends with the check. */
export type DriftWindow =
  | 'DAY'
  /** The newest hours that hold 500 predictions. */
  | 'RECENT'
  | 'WEEK';

/** One part of what was known about the bottle, and how much it moved the answer. */
export type Evidence = {
  /**
   * How much it moved the score of the answered class, against its average over all classes, in natural log units:
   * positive speaks for the answer, negative against it.
   */
  effect: Scalars['Float']['output'];
  /** A word or phrase in the note's own spelling, or the name of a field of WineInput. */
  feature: Scalars['String']['output'];
  /** What `feature` is. */
  kind: EvidenceKind;
};

/** What a piece of evidence is. */
export type EvidenceKind =
  /** A field other than the note, such as `price`. */
  | 'FIELD'
  /** Neighbouring words of the note. */
  | 'PHRASE'
  /** One word of the note. */
  | 'WORD';

/** A fact that two manifests tell differently. */
export type FactDifference = {
  /** What the first says; null where it says nothing. A long list is told by its length. */
  first: Maybe<Scalars['String']['output']>;
  /** Where the manifest has it, e.g. `training.settings.seed`. */
  path: Scalars['String']['output'];
  /** What the second says; null where it says nothing. A long list is told by its length. */
  second: Maybe<Scalars['String']['output']>;
};

/** Rows of a file that were not answered, because their chunk failed again and again. */
export type FailedChunk = {
  /** The line of the first, as people count in the file. */
  firstLine: Scalars['Int']['output'];
  /** The first of its rows, from 0 among the rows with content. */
  firstRow: Scalars['Int']['output'];
  /** Which chunk, from 0. */
  n: Scalars['Int']['output'];
  /** Why, in a sentence. */
  reason: Scalars['String']['output'];
  /** How many rows. */
  rows: Scalars['Int']['output'];
};

/** A FailedChunk, as the bulk Lambda publishes it. */
export type FailedChunkInput = {
  firstLine: Scalars['Int']['input'];
  firstRow: Scalars['Int']['input'];
  n: Scalars['Int']['input'];
  reason: Scalars['String']['input'];
  rows: Scalars['Int']['input'];
};

/** What the models made of examples just before they learnt from them, in one step of their fit. */
export type FitLoss = {
  /** Mean of -ln(probability of the true class). Fields are hidden from the examples, so it is above that of the gate. */
  logLoss: Scalars['Float']['output'];
  /** Where the step ends: 0 to 1 of the fit of a model. */
  share: Scalars['Float']['output'];
  /** Of which target. */
  target: Target;
};

/** A FitLoss, as the train Lambda publishes it. */
export type FitLossInput = {
  logLoss: Scalars['Float']['input'];
  share: Scalars['Float']['input'];
  target: Target;
};

/** One check of the gate. */
export type GateCheck = {
  /** The challenger's figure, if there is one. */
  challenger: Maybe<Scalars['Float']['output']>;
  /** The champion's figure, if there is one. */
  champion: Maybe<Scalars['Float']['output']>;
  /** The check in a sentence. */
  detail: Scalars['String']['output'];
  /** Upper end of the interval of the challenger's figure; null where none was kept. */
  high: Maybe<Scalars['Float']['output']>;
  /** The limit that applied, if there is one. */
  limit: Maybe<Scalars['Float']['output']>;
  /** Lower end of the interval of the challenger's figure; null where none was kept. */
  low: Maybe<Scalars['Float']['output']>;
  /** From how many examples the figures come; null where it was not kept. */
  n: Maybe<Scalars['Int']['output']>;
  /** What is checked, e.g. `variety log loss`. */
  name: Scalars['String']['output'];
  /** Whether it passed. */
  passed: Scalars['Boolean']['output'];
  /** Which answers it is about; null where it is about both. */
  target: Maybe<Target>;
};

/** A GateCheck, as the train Lambda publishes it. */
export type GateCheckInput = {
  challenger?: InputMaybe<Scalars['Float']['input']>;
  champion?: InputMaybe<Scalars['Float']['input']>;
  detail: Scalars['String']['input'];
  high?: InputMaybe<Scalars['Float']['input']>;
  limit?: InputMaybe<Scalars['Float']['input']>;
  low?: InputMaybe<Scalars['Float']['input']>;
  n?: InputMaybe<Scalars['Int']['input']>;
  name: Scalars['String']['input'];
  passed: Scalars['Boolean']['input'];
  target?: InputMaybe<Target>;
};

/** Whether a challenger may become the champion, and by what figures. */
export type GateDecision = {
  /** Each check. */
  checks: Array<GateCheck>;
  /**
   * The name of the check that decided: the first that failed, or, where all passed, the one that came nearest to its limit.
   * Null where no check has a figure.
   */
  decidedBy: Maybe<Scalars['String']['output']>;
  /** Whether every check passed. */
  promoted: Scalars['Boolean']['output'];
  /** The decision in a sentence. */
  reason: Scalars['String']['output'];
};

/** A GateDecision, as the train Lambda publishes it. */
export type GateDecisionInput = {
  checks: Array<GateCheckInput>;
  decidedBy?: InputMaybe<Scalars['String']['input']>;
  promoted: Scalars['Boolean']['input'];
  reason: Scalars['String']['input'];
};

/** Whether a deployment is well. */
export type Health = {
  /** Every alarm, those that are in alarm first. */
  alarms: Array<Alarm>;
  /** Why the alarms could not be read, or null where they were. */
  alarmsUnavailable: Maybe<Scalars['String']['output']>;
  /** The model version that should answer. Whether another one does, the alarm `model-failing` tells. */
  champion: Scalars['ID']['output'];
  /** When it became the champion, or null for the starter version where nothing was ever promoted. */
  championSince: Maybe<Scalars['AWSDateTime']['output']>;
  /** When this was so, in UTC. */
  checkedAt: Scalars['AWSDateTime']['output'];
  /** The training run that began last, or null where there is none. */
  lastTraining: Maybe<TrainingRun>;
  /** The version of Node that it runs on. */
  node: Scalars['String']['output'];
  /** The version of ONNX Runtime that scores. */
  onnxRuntime: Scalars['String']['output'];
  /** The version of Terroir that is deployed. */
  release: Scalars['String']['output'];
  /** The starter version that came with the release. */
  starterVersion: Scalars['ID']['output'];
  /** The whole in one word. */
  state: HealthState;
};

/** Whether a deployment is well, in one word. */
export type HealthState =
  /** An alarm is in alarm that cannot wait. */
  | 'ALARM'
  /** An alarm is in alarm that can wait for the next working day. */
  | 'NOTICE'
  /** The alarms could not be read. */
  | 'UNKNOWN'
  /** No alarm is in alarm. */
  | 'WELL';

/** A row that an import refused. */
export type ImportRefusal = {
  /** The name of the column at fault; null where it is the row as a whole. */
  column: Maybe<Scalars['String']['output']>;
  /** Where it begins, counted from 1: the line of a text, as an editor counts, or the row of a sheet. */
  line: Scalars['Int']['output'];
  /** What is wrong with it. */
  reason: Scalars['String']['output'];
};

/** The columns of a file that are used for one field of an example: several make a region. */
export type ImportedColumns = {
  /** Their names in the file. */
  names: Array<Scalars['String']['output']>;
  /** The field, as WineInput has it. */
  use: Scalars['String']['output'];
};

/** That something was done to a key through the API. It is written just before: what failed after that is told as well. */
export type KeyAct = {
  act: KeyActKind;
  /** When, in UTC. */
  at: Scalars['AWSDateTime']['output'];
  /** Who did it: a clientId. */
  by: Scalars['ID']['output'];
  /** With which key: its id. */
  byKey: Scalars['ID']['output'];
  /** To whose key. */
  clientId: Scalars['ID']['output'];
  id: Scalars['ID']['output'];
  /** To which key: the new one, where one was made. */
  keyId: Scalars['ID']['output'];
  /** The key that was replaced; null where none was. */
  replaced: Maybe<Scalars['ID']['output']>;
  /** What a new key allows; empty where none was made. */
  scopes: Array<Scope>;
};

/** What can be done to a key through the API. */
export type KeyActKind =
  | 'CREATE'
  | 'RESUME'
  | 'ROTATE'
  | 'SUSPEND';

/** Some acts on keys. */
export type KeyActPage = {
  /** The acts, newest first. */
  items: Array<KeyAct>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** Whether a key is let in. */
export type KeyState =
  /** It is. */
  | 'ACTIVE'
  /** Its time is up. */
  | 'EXPIRED'
  /** Never again. */
  | 'REVOKED'
  /** Not until it is resumed. */
  | 'SUSPENDED';

/** The truth about a prediction, as told by labelPrediction. */
export type Label = {
  /** The true country, or null if nobody said. */
  country: Maybe<Scalars['String']['output']>;
  /** When it was said, in UTC. */
  labelledAt: Scalars['AWSDateTime']['output'];
  /** The true variety, or null if nobody said. */
  variety: Maybe<Scalars['String']['output']>;
};

/** What a label says of an answer. */
export type LabelVerdict =
  /** It was right. */
  | 'RIGHT'
  /** Nothing: there is no label, or it is of the other target alone. */
  | 'UNLABELLED'
  /** It was wrong. */
  | 'WRONG';

/** What labels tell in place of an answer. */
export type LabelledTruth = {
  /** How many labels tell it. */
  count: Scalars['Int']['output'];
  /** The country or the variety. */
  name: Scalars['String']['output'];
};

/** How often a model version was right on one slice of its hold-out set. */
export type MeasuredSlice = {
  /** right / examples. */
  accuracy: Scalars['Float']['output'];
  /** How many examples the slice has. */
  examples: Scalars['Int']['output'];
  /** Upper end of the 95 % interval of the accuracy (Wilson). */
  high: Scalars['Float']['output'];
  /** Lower end of the 95 % interval of the accuracy (Wilson). */
  low: Scalars['Float']['output'];
  /** How many of those were right. */
  right: Scalars['Int']['output'];
};

/** A metric in one period. */
export type MetricPoint = {
  /** When the period begins, in UTC. */
  at: Scalars['AWSDateTime']['output'];
  /** The statistic that was asked for. */
  value: Scalars['Float']['output'];
};

/** A metric over a time, for one value of its own dimension. */
export type MetricSeries = {
  /** The metric. */
  name: Scalars['String']['output'];
  /** The value of its own dimension, such as `country`, or null where it has none. */
  of: Maybe<Scalars['String']['output']>;
  /** Oldest first. Periods without any value are left out. */
  points: Array<MetricPoint>;
  /** CloudWatch's word: `Count`, `Milliseconds`, `Seconds` or `None`. */
  unit: Scalars['String']['output'];
};

/** What of the values of a period. */
export type MetricStatistic =
  /** Their mean. */
  | 'AVERAGE'
  /** How many there are. */
  | 'COUNT'
  /** The greatest. */
  | 'MAXIMUM'
  /** The least. */
  | 'MINIMUM'
  /** The median. */
  | 'P50'
  /** What nine in ten do not exceed. */
  | 'P90'
  /** What 99 in a hundred do not exceed. */
  | 'P99'
  /** Their sum. */
  | 'SUM';

/** A class that a model version can answer. */
export type ModelClass = {
  /** How many of the examples that the version was trained on are of it; null in versions that did not keep the count. */
  examples: Maybe<Scalars['Int']['output']>;
  /** Its name, as in `Classification.name`. */
  name: Scalars['String']['output'];
  /** How probable it is where nothing is known of a wine: 0 to 1. */
  share: Scalars['Float']['output'];
};

/** What differs between two model versions. What is alike in both is left out. */
export type ModelComparison = {
  /** Classes that only one of them can answer, or that they have seen in different numbers; the largest change first. */
  classes: Array<ClassDifference>;
  /** Parts of datasets that only one of them was trained on. */
  datasets: Array<DatasetDifference>;
  /** Settings, counts and all else that the manifests tell, in the order of the manifest. */
  facts: Array<FactDifference>;
  /** The first version. */
  first: Scalars['ID']['output'];
  /** The second version. */
  second: Scalars['ID']['output'];
  /** Where their accuracies on the hold-out sets differ: everything first, then slices of 20 examples or more. */
  slices: Array<SliceDifference>;
};

/** What has become of a model version. */
export type ModelState =
  /** It was registered, and may be promoted. */
  | 'CHALLENGER'
  /** It answers now. */
  | 'CHAMPION'
  /** The gate held it back; an operator may still promote it. */
  | 'REJECTED'
  /** It answered once, and no longer does. */
  | 'RETIRED';

/** A model version: immutable once registered. */
export type ModelVersion = {
  /** Accuracy on the hold-out set, given everything but the country itself and where in it: 0 to 1. */
  countryAccuracy: Scalars['Float']['output'];
  /** When it was registered, in UTC. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** What the gate found, or null for the starter version. */
  decision: Maybe<GateDecision>;
  /** The whole evaluation, with slices, as docs/MODEL.md explains it. */
  evaluation: Scalars['AWSJSON']['output'];
  /** How many examples it was trained on. */
  examples: Scalars['Int']['output'];
  /** Its id, as in `Prediction.modelVersion`. */
  id: Scalars['ID']['output'];
  /** SHA-256 of the artifact, in hex. */
  sha256: Scalars['String']['output'];
  /** What has become of it. */
  state: ModelState;
  /** The training run that made it, or null for the starter version. */
  trainedBy: Maybe<Scalars['ID']['output']>;
  /** Accuracy on the hold-out set, given everything but the variety itself and the winery: 0 to 1. */
  varietyAccuracy: Scalars['Float']['output'];
};

/** Some model versions. */
export type ModelVersionPage = {
  /** The versions, newest first. */
  items: Array<ModelVersion>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

export type Mutation = {
  /**
   * Admits a country or a variety that no dataset has, so that labels may teach it: the next training makes a class of it once it
   * has ten examples. Without this, a name that only labels tell becomes a class when three clients have told it. Names of imported
   * datasets need no admission. Repeating it changes nothing but the spelling. At most 1,000 classes are admitted at a time. Needs the
   * scope `operate`.
   */
  admitClass: AdmittedClass;
  /**
   * Ends a job of the caller's early: what was answered is kept, and the job is CANCELLED within seconds. Repeating it changes nothing.
   * NotFound where the caller has no job of that id, InvalidInput with the rule `jobEnded` where it has ended. Needs the scope `predict`.
   */
  cancelPredictionJob: PredictionJob;
  /**
   * Looks for drift now, as is done every hour, and keeps what was found. Predictions of the last minute may not be counted yet.
   * Needs the scope `operate`.
   */
  checkDrift: Drift;
  /**
   * Makes a client and its first key. The key may have no scope that the caller's own key has not, and never `keys`; it ends at the
   * latest when the caller's own key does, and its quotas are at most the caller's own: otherwise InvalidInput. At most 200 living keys
   * may be made by one client. Needs the scope `keys`, which only `terroir keys` of the command line gives.
   */
  createClient: NewKey;
  /**
   * An address to put a file at, which holds for an hour: PUT the bytes to `url` with `headers`, without a key, then hand the `id`
   * to `predictFile`. The file is kept for 7 days. Needs the scope `predict`, and for IMPORT the scope `operate`, too.
   */
  createUpload: Upload;
  /** For `terroir keys` and the registry Lambda, by IAM: ends the subscriptions that were begun with a key, or with tokens of it. True, also where there are none. */
  endSubscriptions: Scalars['Boolean']['output'];
  /**
   * Adds the rows of a file to a dataset, which begins where there is none of that name: a file that was put at an upload of the
   * purpose IMPORT. CSV (any delimiter), JSON lines, a JSON array or XLSX, gzipped or not, with a column `description`, and `country`,
   * `variety` or both, under any usual name. A row whose note is in the dataset already replaces what was told of it, or is left out
   * where it tells the same: a repeat imports nothing twice. Wrong rows are refused with their places, and never the file. With `dryRun`
   * it only tells what it would do. Needs the scope `operate`.
   *
   * NotFound with the rule `fileMissing` where nothing of the caller's was put at the upload, or `fileExpired` where that was more than
   * 7 days ago; InvalidInput with the rule `fileEmpty`, `fileUnreadable` or `fileColumns` where it is not a table of examples, or
   * `fileTooLarge` where it has more than 50 MB or takes longer than a request may: `terroir import` takes it. Internal where somebody
   * changes the dataset at the same moment: ask again.
   */
  importDataset: DatasetImport;
  /**
   * Tells the truth about one of the caller's own predictions: its country, its variety, or both; a target that is not given
   * keeps what was said before. Repeating it changes nothing; changing it keeps the earlier label in `labelHistory`. A class that
   * the model does not know is accepted: it is learnt once it has ten examples, and three clients have named it or an operator
   * has admitted it (`admitClass`). Names have letters, digits, spaces and the marks `' . , & / ( ) + -`, and look like no address
   * of the web. Needs the scope `label`.
   */
  labelPrediction: Prediction;
  /**
   * Tells the country and the variety of one wine, and records the answer: it is a mutation because it records.
   * Needs the scope `predict`.
   *
   * The model for one target never sees that target's own field: with `country` given, the country answer is a check on it.
   */
  predict: Prediction;
  /**
   * Tells the country and the variety of 1 to 100 wines, in the order given, and records each answer. A wrong wine rejects that
   * wine, never the batch.
   * Needs the scope `predict`.
   */
  predictBatch: PredictionBatch;
  /**
   * Answers every wine of a file, in a job that goes on by itself: follow it by `onPredictionJob` or `predictionJob`, and fetch the
   * answers by `predictionJobFiles` when it has ended. CSV (any delimiter), JSON lines, a JSON array or XLSX, UTF-8, UTF-16 or
   * Windows-1252, gzipped or not, with the columns of WineInput under any usual name. A wrong row is refused with its place, and never
   * the file, unless its quotes do not match: what is a row behind them is a guess then, and the job ends with the line. One model
   * version answers it all: the champion when the job began. Every row with content counts against the quota of the day, once a job,
   * all or none. Needs the scope `predict`.
   *
   * NotFound with the rule `fileMissing` where nothing was put at the upload, or `fileExpired` where that was more than 7 days ago;
   * ModelUnavailable where the champion is not registered. What is wrong with the file itself ends the job: see `failure`.
   */
  predictFile: PredictionJob;
  /**
   * Makes a model version the champion; predict follows within 30 seconds. Needs the scope `operate`.
   *
   * NotFound for an unknown version, InvalidInput for the one that is the champion already, ModelUnavailable for one that does
   * not load, does not match its digests or answers what is no answer, PromotionConflict when another move came first.
   */
  promoteModel: ModelVersion;
  /** For the bulk Lambda, by IAM: tells the subscriber how far a job is. */
  publishPredictionJob: PredictionJob;
  /** For the train Lambda, by IAM: tells subscribers that a run has ended. */
  publishTrainingCompleted: TrainingRun;
  /** For the train Lambda, by IAM: tells subscribers how far a run is. */
  publishTrainingProgress: TrainingRun;
  /**
   * Takes a dataset out of use: trainings leave it out from the next one on, and nothing of it is deleted. Repeating it changes
   * nothing. NotFound for an unknown name, Internal where somebody imports into it at the same moment. Needs the scope `operate`.
   */
  removeDataset: Dataset;
  /** Puts a removed dataset back into use. Repeating it changes nothing. Otherwise as removeDataset. Needs the scope `operate`. */
  restoreDataset: Dataset;
  /**
   * Lets a key in again that was suspended through the API; what the command line has suspended, only the command line resumes.
   * Repeating it changes nothing. Otherwise as suspendKey. Needs the scope `keys`.
   */
  resumeKey: ClientKey;
  /**
   * Goes on with a job of the caller's that is FAILED or CANCELLED, or has given up some rows, as a further attempt: what was answered
   * is kept, by the same model version, and counted once. NotFound where the caller has no job of that id, InvalidInput with the rule
   * `jobRunning` where it runs, or `jobEnded` where every row is answered or refused already. Needs the scope `predict`.
   */
  resumePredictionJob: PredictionJob;
  /**
   * Goes back to the version that was the champion before; NotFound where there was none. Otherwise as promoteModel: of several
   * at once one goes back, and the others are a PromotionConflict. Needs the scope `operate`.
   */
  rollbackModel: ModelVersion;
  /**
   * Makes a key in place of another one, for the same client, of the same name and scopes; both are valid for the overlap. Only for
   * keys that the caller's client has made, since a key reaches what its client has asked; NotFound where there is no such key,
   * InvalidInput for one that is suspended, revoked or made otherwise. Needs the scope `keys`.
   */
  rotateKey: NewKey;
  /**
   * Starts a training run, which goes on by itself: follow it by `onTrainingProgress` or `trainingRun`. TrainingInProgress while
   * another one runs. Needs the scope `operate`.
   */
  startTraining: TrainingRun;
  /**
   * Shuts a key out until it is resumed: within 30 seconds, and what it listens to at once. Repeating it changes nothing. NotFound
   * where there is no such key, InvalidInput for one with the scope `keys`, or one that is revoked. Needs the scope `keys`.
   */
  suspendKey: ClientKey;
  /**
   * Takes an admission back, from the next training on; NotFound where there is none. What datasets or three clients name stays a
   * class. Needs the scope `operate`.
   */
  withdrawClass: AdmittedClass;
};


export type MutationAdmitClassArgs = {
  name: Scalars['String']['input'];
  target: Target;
};


export type MutationCancelPredictionJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCreateClientArgs = {
  expiresInDays?: InputMaybe<Scalars['Int']['input']>;
  name: Scalars['String']['input'];
  quotaPerDay?: InputMaybe<Scalars['Int']['input']>;
  quotaPerMinute?: InputMaybe<Scalars['Int']['input']>;
  scopes: Array<Scope>;
};


export type MutationCreateUploadArgs = {
  bytes: Scalars['Float']['input'];
  purpose?: UploadPurpose;
};


export type MutationEndSubscriptionsArgs = {
  keyHash: Scalars['ID']['input'];
  subscription: Scalars['String']['input'];
};


export type MutationImportDatasetArgs = {
  dryRun?: Scalars['Boolean']['input'];
  fileName?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  upload: Scalars['ID']['input'];
};


export type MutationLabelPredictionArgs = {
  country?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  variety?: InputMaybe<Scalars['String']['input']>;
};


export type MutationPredictArgs = {
  requestId?: InputMaybe<Scalars['ID']['input']>;
  wine: WineInput;
};


export type MutationPredictBatchArgs = {
  requestId?: InputMaybe<Scalars['ID']['input']>;
  wines: Array<WineInput>;
};


export type MutationPredictFileArgs = {
  fileName?: InputMaybe<Scalars['String']['input']>;
  record?: Scalars['Boolean']['input'];
  requestId?: InputMaybe<Scalars['ID']['input']>;
  upload: Scalars['ID']['input'];
};


export type MutationPromoteModelArgs = {
  expectedChampion?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


export type MutationPublishPredictionJobArgs = {
  job: PredictionJobInput;
};


export type MutationPublishTrainingCompletedArgs = {
  run: TrainingRunInput;
};


export type MutationPublishTrainingProgressArgs = {
  run: TrainingRunInput;
};


export type MutationRemoveDatasetArgs = {
  name: Scalars['String']['input'];
  reason: Scalars['String']['input'];
};


export type MutationRestoreDatasetArgs = {
  name: Scalars['String']['input'];
};


export type MutationResumeKeyArgs = {
  key: Scalars['ID']['input'];
};


export type MutationResumePredictionJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRollbackModelArgs = {
  expectedChampion?: InputMaybe<Scalars['ID']['input']>;
  reason: Scalars['String']['input'];
};


export type MutationRotateKeyArgs = {
  expiresInDays?: InputMaybe<Scalars['Int']['input']>;
  key: Scalars['ID']['input'];
  overlapHours?: Scalars['Int']['input'];
};


export type MutationStartTrainingArgs = {
  on?: InputMaybe<TrainingPlace>;
  reason?: InputMaybe<Scalars['String']['input']>;
};


export type MutationSuspendKeyArgs = {
  key: Scalars['ID']['input'];
};


export type MutationWithdrawClassArgs = {
  name: Scalars['String']['input'];
  target: Target;
};

/** A key that was made just now. */
export type NewKey = {
  /** What is stored of it. */
  entry: ClientKey;
  /** The key itself, `trr_…`: it is in this answer, and nowhere else. */
  key: Scalars['String']['output'];
  /** The key that it replaces, with its new end; null where it replaces none. */
  replaced: Maybe<ClientKey>;
};

/** An answer that was given, as it is recorded. */
export type Prediction = {
  /** Where the wine comes from. */
  country: Classification;
  /** When the prediction was made, in UTC, to the millisecond. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** A ULID: ids sort by the time of the prediction. */
  id: Scalars['ID']['output'];
  /** What the caller has said is true, or null if nothing. */
  label: Maybe<Label>;
  /** Everything the caller has said, oldest first; the last is `label`. The last 20 are kept. */
  labelHistory: Array<Label>;
  /** The model version that answered. */
  modelVersion: Scalars['ID']['output'];
  /** Which grape variety the wine is made of. */
  variety: Classification;
  /** What to know before relying on the answer, e.g. that the model has never seen the variety given. Empty if nothing. */
  warnings: Array<Scalars['String']['output']>;
  /** What was known about the bottle. */
  wine: Wine;
};

/** What became of a batch. */
export type PredictionBatch = {
  /** How many wines were predicted, and recorded: 0 to 100. */
  predicted: Scalars['Int']['output'];
  /** How many wines were rejected: 0 to 100. */
  rejected: Scalars['Int']['output'];
  /** One result a wine, in the order given. */
  results: Array<BatchResult>;
};

/** Which predictions to return: those for which every given field holds. */
export type PredictionFilter = {
  /** The country that was answered, by any usual name and however written, e.g. `usa` for `US`: 1 to 100 characters. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** What its label says of the country that was answered. As for the variety, names are compared however they are written. */
  countryLabel?: InputMaybe<LabelVerdict>;
  /** Made at this time or later. */
  from?: InputMaybe<Scalars['AWSDateTime']['input']>;
  /** Whether it has a label. */
  labelled?: InputMaybe<Scalars['Boolean']['input']>;
  /** The model version that answered: 1 to 100 characters. */
  modelVersion?: InputMaybe<Scalars['ID']['input']>;
  /** Made before this time. */
  to?: InputMaybe<Scalars['AWSDateTime']['input']>;
  /** The variety that was answered, however written, e.g. `gruner veltliner`: 1 to 100 characters. */
  variety?: InputMaybe<Scalars['String']['input']>;
  /** What its label says of the variety that was answered. */
  varietyLabel?: InputMaybe<LabelVerdict>;
  /** Whether it was answered with warnings. */
  warned?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A job that answers the wines of a file. */
export type PredictionJob = {
  /** How many rows were answered; exact once the job has ended. */
  answered: Scalars['Int']['output'];
  /** Counted from 1: a resumed job has a further one. */
  attempt: Scalars['Int']['output'];
  /** Whether it was asked to end early. */
  cancelRequested: Scalars['Boolean']['output'];
  /** Into how many chunks they were split, or null until that is known. */
  chunks: Maybe<Scalars['Int']['output']>;
  /** How many of those are done. */
  chunksDone: Scalars['Int']['output'];
  /** When it was asked for, in UTC. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** When it ended, in UTC, or null while it runs. */
  endedAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** Rows that were given up, because they failed again and again: resume the job to try them again. Of many the first are told. */
  failedChunks: Array<FailedChunk>;
  /** Why it FAILED, or null. */
  failure: Maybe<PredictionJobFailure>;
  /** What the file is called, or null where nobody said. */
  fileName: Maybe<Scalars['String']['output']>;
  /** A ULID: ids sort by the time of the call. The prediction of the n-th row, from 0, has this id incremented n times. */
  id: Scalars['ID']['output'];
  /** The model version that answers, from the first row to the last, in every attempt. */
  modelVersion: Scalars['ID']['output'];
  /** Whether its predictions appear in the history. */
  record: Scalars['Boolean']['output'];
  /** How many rows were refused; exact once the job has ended. */
  refused: Scalars['Int']['output'];
  /** The requestId that it was asked for with, or null. */
  requestId: Maybe<Scalars['ID']['output']>;
  /** How many rows with content the file has, or null until that is known. */
  rows: Maybe<Scalars['Int']['output']>;
  /** Of how many of both this attempt has put together what was answered: how far COMBINING is. */
  rowsCombined: Scalars['Int']['output'];
  /** How far it is. */
  status: PredictionJobStatus;
  /** When this was last written, in UTC. */
  updatedAt: Scalars['AWSDateTime']['output'];
  /** The upload that it answers. */
  uploadId: Scalars['ID']['output'];
};

/** Why a job failed. */
export type PredictionJobFailure = {
  /** One of the error types of this page, e.g. `InvalidInput` for what is wrong with the file. */
  errorType: Scalars['String']['output'];
  /** The line of the file, as people count, or null where it is no one line. */
  line: Maybe<Scalars['Int']['output']>;
  /** What is wrong, and what to do about it. */
  message: Scalars['String']['output'];
  /**
   * Which rule: `fileMissing`, `fileEmpty`, `fileUnreadable`, `noSoundRow`, `fileGone`, `fileChanged`, `fileTooLarge` or
   * `quotaPerDay`; null where there is none.
   */
  rule: Maybe<Scalars['String']['output']>;
};

/** A PredictionJobFailure, as the bulk Lambda publishes it. */
export type PredictionJobFailureInput = {
  errorType: Scalars['String']['input'];
  line?: InputMaybe<Scalars['Int']['input']>;
  message: Scalars['String']['input'];
  rule?: InputMaybe<Scalars['String']['input']>;
};

/** A file that a job has written. */
export type PredictionJobFile = {
  /** How many bytes it has. */
  bytes: Scalars['Float']['output'];
  /** Until when the address holds, in UTC. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** `answers.jsonl.gz`, `refused.jsonl.gz` or `manifest.json`. */
  name: Scalars['String']['output'];
  /** How many lines it has, or null of the manifest. */
  rows: Maybe<Scalars['Int']['output']>;
  /** SHA-256 of its bytes, in hex. */
  sha256: Scalars['String']['output'];
  /** Where to GET it, without a key. Whoever has it can read the file, so tell nobody. */
  url: Scalars['String']['output'];
};

/** A PredictionJob, as the bulk Lambda publishes it. */
export type PredictionJobInput = {
  answered: Scalars['Int']['input'];
  attempt: Scalars['Int']['input'];
  cancelRequested: Scalars['Boolean']['input'];
  chunks?: InputMaybe<Scalars['Int']['input']>;
  chunksDone: Scalars['Int']['input'];
  createdAt: Scalars['AWSDateTime']['input'];
  endedAt?: InputMaybe<Scalars['AWSDateTime']['input']>;
  failedChunks: Array<FailedChunkInput>;
  failure?: InputMaybe<PredictionJobFailureInput>;
  fileName?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  modelVersion: Scalars['ID']['input'];
  record: Scalars['Boolean']['input'];
  refused: Scalars['Int']['input'];
  requestId?: InputMaybe<Scalars['ID']['input']>;
  rows?: InputMaybe<Scalars['Int']['input']>;
  rowsCombined?: InputMaybe<Scalars['Int']['input']>;
  status: PredictionJobStatus;
  updatedAt: Scalars['AWSDateTime']['input'];
  uploadId: Scalars['ID']['input'];
};

/** Some jobs. */
export type PredictionJobPage = {
  /** The jobs, newest first. */
  items: Array<PredictionJob>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** How far a job is. */
export type PredictionJobStatus =
  /** Rows are answered. */
  | 'ANSWERING'
  /** It was ended early; what was answered is kept. */
  | 'CANCELLED'
  /** The answers are put together in the order of the file. */
  | 'COMBINING'
  /** It has ended, and every row is answered, refused, or in one of `failedChunks`. */
  | 'COMPLETED'
  /** It has ended by `failure`; what was answered is kept. */
  | 'FAILED'
  /** It is looked where the rows of the file are, and what its columns mean. */
  | 'SPLITTING';

/** Some of the caller's predictions. */
export type PredictionPage = {
  /** The predictions, newest first. */
  items: Array<Prediction>;
  /** Ask with this for the page that follows; null at the end of the history. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** A move of the champion; moves are only ever added. */
export type Promotion = {
  /** When, in UTC. */
  at: Scalars['AWSDateTime']['output'];
  /** Who: a clientId, or `gate`. */
  by: Scalars['String']['output'];
  /** The champion before. */
  from: Scalars['ID']['output'];
  /** How it came about. */
  kind: PromotionKind;
  /** Why. */
  reason: Scalars['String']['output'];
  /** 1 for the first, and so on without gaps. */
  sequence: Scalars['Int']['output'];
  /** The champion since. */
  to: Scalars['ID']['output'];
};

/** How a move of the champion came about. */
export type PromotionKind =
  /** The gate let a challenger through. */
  | 'GATE'
  /** An operator promoted a version. */
  | 'PROMOTE'
  /** An operator went back to the version before. */
  | 'ROLLBACK';

/** Some moves of the champion. */
export type PromotionPage = {
  /** The moves, newest first. */
  items: Array<Promotion>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type Query = {
  /**
   * How often the answers were right, as far as labels tell: over the predictions of all clients that were made in a time and
   * have been labelled since. InvalidInput where too many labels (some 50,000) were told since `from`. Needs the scope `operate`.
   */
  accuracy: Array<SliceAccuracy>;
  /**
   * How often the answers are right over time, as estimated without labels, beside what labels tell. Predictions of all clients are
   * counted by the hour of UTC and kept for five weeks: there is nothing before. InvalidInput where too many labels (some 40,000)
   * were told since `from`. Needs the scope `operate`.
   */
  accuracyOverTime: Array<AccuracyInTime>;
  /** The classes that operators have admitted, by target and name. Needs the scope `operate`. */
  admittedClasses: Array<AdmittedClass>;
  /** Who is asking, and what the key may do: for a page that shows no more than that. Any scope. */
  caller: Caller;
  /**
   * The model version that answers now. ModelUnavailable where a release that is no more has taken it away with it: promote another
   * one. Any scope.
   */
  champion: ModelVersion;
  /**
   * What the model version that answers now can answer, the most frequent class first: for a list to choose from. Needs the
   * scope `predict`. ModelUnavailable where the version cannot be read.
   */
  classes: Array<ModelClass>;
  /**
   * Every client, newest first, with its keys, what each allows, and how much of its quota is used now; no key itself, which is stored
   * nowhere. Needs the scope `keys`.
   */
  clients: ClientPage;
  /**
   * What differs between two model versions, and nothing else. Any scope. NotFound where there is no such version,
   * ModelUnavailable where one cannot be read.
   */
  compareModels: ModelComparison;
  /** A dataset that was imported, or null where there is none of that name. Needs the scope `operate`. */
  dataset: Maybe<Dataset>;
  /** The datasets that were imported, by name, the removed ones too. Needs the scope `operate`. */
  datasets: DatasetPage;
  /**
   * Whether the traffic has moved away from what the champion was judged by: the last check, of which there is one an hour. Null
   * before the first. Needs the scope `operate`.
   */
  drift: Maybe<Drift>;
  /**
   * Whether the deployment is well: its alarms, the model version that should answer, the last training, and what runs. Where
   * CloudWatch cannot be reached, it says so in `alarmsUnavailable`. Needs the scope `operate`.
   */
  health: Health;
  /** What was done to keys through the API, newest first: by whom, when, to which. Needs the scope `keys`. */
  keyActs: KeyActPage;
  /**
   * What the deployment measures, over a time: a series for each value of the metric's own dimension, or one where it has none.
   * docs/METRICS.md lists the metrics; an unknown name, period or range is InvalidInput, and Internal is answered where CloudWatch
   * cannot be reached. Needs the scope `operate`.
   */
  metrics: Array<MetricSeries>;
  /** A model version, or null where there is none of that id. Any scope. */
  modelVersion: Maybe<ModelVersion>;
  /** Every model version that was trained, newest first; the starter version, which nobody trained here, is not listed. Any scope. */
  modelVersions: ModelVersionPage;
  /**
   * One of the caller's own predictions, or null where the caller has none of that id.
   * Needs the scope `history`.
   */
  prediction: Maybe<Prediction>;
  /**
   * The caller's own predictions, newest first. Needs the scope `history`: a key in a public page, which everybody reads, has
   * `predict` without it.
   *
   * A page is full unless the history ends or, with a filter, 200 predictions (or 1 MB of them) have been looked at: then it may be
   * short, or empty. Go on while `nextToken` is not null. The pages together are the whole history, each prediction once, also while
   * new ones arrive.
   */
  predictionHistory: PredictionPage;
  /**
   * One of the caller's own jobs that answer a file, or null where the caller has none of that id. `onPredictionJob` tells of
   * each step by itself. Needs the scope `predict`.
   */
  predictionJob: Maybe<PredictionJob>;
  /**
   * What lies beside a job of the caller's that has ended: `answers.jsonl.gz` (a line a row that was answered, in the order of the
   * file: its `row` and `line`, and what `predict` answers), `refused.jsonl.gz` (a line a row that was refused: its `row`, `line` and
   * `column`, and why) and `manifest.json` (counts, SHA-256 and the model version). Empty while the job runs, and 30 days after it
   * began. NotFound where the caller has no job of that id. Needs the scope `predict`.
   */
  predictionJobFiles: Array<PredictionJobFile>;
  /** The caller's own jobs that answer files, newest first. Needs the scope `predict`. */
  predictionJobs: PredictionJobPage;
  /** Every move of the champion, newest first. Any scope. */
  promotions: PromotionPage;
  /**
   * How many wines the caller's client may still ask about, in this minute and on this day. Any scope. What a key may ask for is
   * counted together with the other keys of its client; in wines that were predicted, not in requests, and a repeat of a requestId
   * only once. The answers to `predict` and `predictBatch` tell the tighter of the two by the HTTP headers `x-ratelimit-limit`,
   * `x-ratelimit-remaining` and `x-ratelimit-reset` (seconds).
   */
  quota: Quota;
  /** A training run, as it stands in truth: one whose process is gone has ended. Null where there is none of that id. Any scope. */
  trainingRun: Maybe<TrainingRun>;
  /** Every training run, newest first. Any scope. */
  trainingRuns: TrainingRunPage;
  /**
   * What `predict` would answer, by the champion or by another model version, and what it would be without each field: to try a
   * wine while it is typed. Nothing is recorded, so it can neither be labelled nor found again; it counts as one wine of the quota.
   * Needs the scope `predict`.
   *
   * NotFound for an unknown version, ModelUnavailable for one that cannot be served.
   */
  tryWine: Trial;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryAccuracyArgs = {
  by?: InputMaybe<SliceKind>;
  from: Scalars['AWSDateTime']['input'];
  to: Scalars['AWSDateTime']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryAccuracyOverTimeArgs = {
  by?: InputMaybe<TimeStep>;
  from: Scalars['AWSDateTime']['input'];
  to: Scalars['AWSDateTime']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryClassesArgs = {
  target: Target;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryClientsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryCompareModelsArgs = {
  first: Scalars['ID']['input'];
  second: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryDatasetArgs = {
  name: Scalars['String']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryDatasetsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryDriftArgs = {
  from?: InputMaybe<Scalars['AWSDateTime']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryKeyActsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryMetricsArgs = {
  from: Scalars['AWSDateTime']['input'];
  name: Scalars['String']['input'];
  period?: Scalars['Int']['input'];
  statistic?: MetricStatistic;
  to: Scalars['AWSDateTime']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryModelVersionArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryModelVersionsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPredictionArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPredictionHistoryArgs = {
  filter?: InputMaybe<PredictionFilter>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPredictionJobArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPredictionJobFilesArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPredictionJobsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryPromotionsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryTrainingRunArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryTrainingRunsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`, or a token `tru_…` that the holder of a key has
 * made for one of its users. docs/ACCESS.md tells which scope of a key opens which field.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `NotFound` (there is no such prediction, model version, upload or job; do not retry),
 * `RequestConflict` (a requestId was used again with another wine or file; do not retry),
 * `QuotaExceeded` (the client has asked about as many wines as it may; retry after `errorInfo.retryAfterSeconds`),
 * `ModelUnavailable` (the model cannot be served; `errorInfo.retryable` tells whether to retry),
 * `TrainingInProgress` (one training runs at a time; retry when it has ended),
 * `PromotionConflict` (the champion was changed at the same moment; look again, then retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 * What GraphQL itself refuses, such as an unknown field or a variable of the wrong type, has neither: mend the query.
 */
export type QueryTryWineArgs = {
  modelVersion?: InputMaybe<Scalars['ID']['input']>;
  wine: WineInput;
};

/** How many wines a client may ask about, and has; UTC. */
export type Quota = {
  /** On this day; null where no day has a limit. */
  perDay: Maybe<QuotaWindow>;
  /** In this minute; null where no minute has a limit. */
  perMinute: Maybe<QuotaWindow>;
};

/** A quota as it stands in its minute, or on its day. In wines. */
export type QuotaWindow = {
  /** How many wines may be asked about. */
  limit: Scalars['Int']['output'];
  /** How many are left. */
  remaining: Scalars['Int']['output'];
  /** When the limit is whole again: the next minute, or midnight. */
  resetsAt: Scalars['AWSDateTime']['output'];
  /** How many were. Of a limit above 20,000 up to 1 % may be told as used that is not yet. */
  used: Scalars['Int']['output'];
};

/** A wine of a batch that could not be predicted. */
export type Rejection = {
  /** As for an error of the whole request: `InvalidInput` or `Internal`. */
  errorType: Scalars['String']['output'];
  /** The field of WineInput at fault, or null where it is the wine as a whole. */
  field: Maybe<Scalars['String']['output']>;
  /** Which wine of the batch, counted from 0. */
  index: Scalars['Int']['output'];
  /** What is wrong, and what to do about it. */
  message: Scalars['String']['output'];
};

/** What a key may be allowed to do; docs/ACCESS.md tells which fields each opens. */
export type Scope =
  /** Read one's own predictions. */
  | 'HISTORY'
  /** List clients, make, rotate, suspend and resume their keys; only the command line gives it. */
  | 'KEYS'
  /** Say what is true of one's own predictions. */
  | 'LABEL'
  /** Train, promote, and watch over the deployment. */
  | 'OPERATE'
  /** Ask about wines. */
  | 'PREDICT';

/** A class, and how probable it is. */
export type ScoredClass = {
  /** Calibrated probability: 0 to 1. */
  confidence: Scalars['Float']['output'];
  /** Name of the class: a country or a grape variety. */
  name: Scalars['String']['output'];
};

/** How often one target's answers were right in one slice. */
export type SliceAccuracy = {
  /** right / labelled. */
  accuracy: Scalars['Float']['output'];
  /** Mean calibrated confidence of the labelled predictions: what share of them is right, as far as the model is calibrated. */
  estimated: Scalars['Float']['output'];
  /** Upper end of the 95 % interval (Wilson). */
  high: Scalars['Float']['output'];
  /** How many of its predictions have a label for the target: at least 1. */
  labelled: Scalars['Int']['output'];
  /** Lower end of the 95 % interval (Wilson). */
  low: Scalars['Float']['output'];
  /** How many of those were right. */
  right: Scalars['Int']['output'];
  /** The slice, e.g. `France`; `all` for everything. */
  slice: Scalars['String']['output'];
  /** Which answers. */
  target: Target;
  /** What the labels tell where the answer was not right, the most frequent first: 10 names at most, as they were spelt last. */
  truths: Array<LabelledTruth>;
};

/** How often two model versions were right on one slice of their hold-out sets. */
export type SliceDifference = {
  /** Accuracy of the second, less that of the first: -1 to 1; null where one has no such slice. */
  difference: Maybe<Scalars['Float']['output']>;
  /** The first; null where it has no such slice. */
  first: Maybe<MeasuredSlice>;
  /** Upper end of the 95 % interval of the difference. */
  high: Maybe<Scalars['Float']['output']>;
  /** How the hold-out set is cut: `all`, `country`, `variety`, `price` or `noteLength`. */
  kind: Scalars['String']['output'];
  /**
   * Lower end of the 95 % interval of the difference (Newcombe 1998, method 10). It takes the hold-out sets to be independent;
   * they mostly are the same, so it is wider than it need be.
   */
  low: Maybe<Scalars['Float']['output']>;
  /** What was told of the wines: `note`, `noteAndNumbers` (price, points and the other target too) or `everything`. */
  regime: Scalars['String']['output'];
  /** The second; null where it has no such slice. */
  second: Maybe<MeasuredSlice>;
  /** The slice, e.g. `France`; `all` for everything. */
  slice: Scalars['String']['output'];
  /** Which answers. */
  target: Target;
};

/** What accuracy tells apart. */
export type SliceKind =
  /** The calibrated confidence of the target's answer, in tenths: `0–10 %` to `90–100 %`. */
  | 'CONFIDENCE'
  /** The country that was answered. */
  | 'COUNTRY'
  /** The UTC day of the prediction, e.g. `2026-11-23`. */
  | 'DAY'
  /** The model version that answered. */
  | 'MODEL_VERSION'
  /** The price: `under 10`, `10–20`, `20–40`, `40–100`, `over 100` dollars, or `unknown`. */
  | 'PRICE_RANGE'
  /** The variety that was answered. */
  | 'VARIETY';

export type Subscription = {
  /**
   * How far a job of the caller's is, at least every five seconds while it gets on, and how it ends. NotFound where the caller has no
   * job of that id. Read the job when the subscription has begun: what happened before is not told. Needs the scope `predict`.
   */
  onPredictionJob: Maybe<PredictionJob>;
  /** That a run has ended, and how. Any scope. */
  onTrainingCompleted: Maybe<TrainingRun>;
  /** How far a run is, at least every two seconds while it works. Any scope. */
  onTrainingProgress: Maybe<TrainingRun>;
};


export type SubscriptionOnPredictionJobArgs = {
  id: Scalars['ID']['input'];
};


export type SubscriptionOnTrainingProgressArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};

/** What is predicted. */
export type Target =
  | 'COUNTRY'
  | 'VARIETY';

/** A step of time, UTC. */
export type TimeStep =
  | 'DAY'
  | 'HOUR';

/** Where a training run works. Both make the same of the same. */
export type TrainingPlace =
  /** In a container on AWS Batch: it begins some minutes later, and has the time and memory that large datasets need. */
  | 'BATCH'
  /** In the function: 15 minutes, and 10 GB at most. */
  | 'LAMBDA';

/** One training: from the datasets and labels to a judged model version. */
export type TrainingRun = {
  /** The imported datasets that it was made from, by name, or null before that is known. */
  datasets: Maybe<Array<Scalars['String']['output']>>;
  /** What the gate found, or null. */
  decision: Maybe<GateDecision>;
  /** How many examples it read, labels included, or null before that is known. */
  examples: Maybe<Scalars['Int']['output']>;
  /** Why it failed, or null. */
  failure: Maybe<Scalars['String']['output']>;
  /** When it ended, in UTC, or null while it runs. */
  finishedAt: Maybe<Scalars['AWSDateTime']['output']>;
  /** A ULID: ids sort by the time of the start. */
  id: Scalars['ID']['output'];
  /** How many of the examples are labels, without those that were left out, or null before that is known. */
  labels: Maybe<Scalars['Int']['output']>;
  /**
   * How the log loss falls while the models are fitted, each target by twentieths of a fit, in the order of the steps; of
   * several models the mean of those that have come so far. Null in runs of earlier releases.
   */
  losses: Maybe<Array<FitLoss>>;
  /** The model version that it registered, or null. */
  modelVersion: Maybe<Scalars['ID']['output']>;
  /** Where it runs, or is to; null before that is known, and in runs of earlier releases. */
  place: Maybe<TrainingPlace>;
  /** Why it was started, or null. */
  reason: Maybe<Scalars['String']['output']>;
  /** What was refused, and why: rows, classes, parts of datasets. */
  refused: Array<Scalars['String']['output']>;
  /** How much of the whole run is done: 0 to 1. */
  share: Scalars['Float']['output'];
  /** What it is at, e.g. `train variety`; the last stage once it has ended. */
  stage: Scalars['String']['output'];
  /** When it started, in UTC. */
  startedAt: Scalars['AWSDateTime']['output'];
  /** Who started it: a clientId, or `schedule`. */
  startedBy: Scalars['String']['output'];
  /** How it stands. */
  status: TrainingStatus;
  /** When this was last written, in UTC. */
  updatedAt: Scalars['AWSDateTime']['output'];
};

/** A TrainingRun, as the train Lambda publishes it. */
export type TrainingRunInput = {
  datasets?: InputMaybe<Array<Scalars['String']['input']>>;
  decision?: InputMaybe<GateDecisionInput>;
  examples?: InputMaybe<Scalars['Int']['input']>;
  failure?: InputMaybe<Scalars['String']['input']>;
  finishedAt?: InputMaybe<Scalars['AWSDateTime']['input']>;
  id: Scalars['ID']['input'];
  labels?: InputMaybe<Scalars['Int']['input']>;
  losses?: InputMaybe<Array<FitLossInput>>;
  modelVersion?: InputMaybe<Scalars['ID']['input']>;
  place?: InputMaybe<TrainingPlace>;
  reason?: InputMaybe<Scalars['String']['input']>;
  refused: Array<Scalars['String']['input']>;
  share: Scalars['Float']['input'];
  stage: Scalars['String']['input'];
  startedAt: Scalars['AWSDateTime']['input'];
  startedBy: Scalars['String']['input'];
  status: TrainingStatus;
  updatedAt: Scalars['AWSDateTime']['input'];
};

/** Some training runs. */
export type TrainingRunPage = {
  /** The runs, newest first. */
  items: Array<TrainingRun>;
  /** Ask with this for the page that follows; null at the end. */
  nextToken: Maybe<Scalars['String']['output']>;
};

/** How a training run stands. */
export type TrainingStatus =
  /**
   * It failed, and the champion is untouched; a model version that it had registered is named. A run whose process was killed
   * is this within a minute or so, unless it had moved the champion: then it is PROMOTED.
   */
  | 'FAILED'
  /** Its model version is the champion. */
  | 'PROMOTED'
  /** Its model version was held back by the gate. */
  | 'REJECTED'
  /** It is at work. */
  | 'RUNNING'
  /** The inputs were those of the champion, or of a version that was judged before: there is no new version. */
  | 'UNCHANGED';

/** An answer that is not recorded, and what it hangs on. */
export type Trial = {
  /** Where the wine comes from. */
  country: Classification;
  /** The model version that answered. */
  modelVersion: Scalars['ID']['output'];
  /** Which grape variety the wine is made of. */
  variety: Classification;
  /** What to know before relying on the answer; see `Prediction.warnings`. */
  warnings: Array<Scalars['String']['output']>;
  /** What the answer would be without each field that was given, in the order of WineInput. */
  without: Array<TrialWithout>;
};

/** What the answer would be if a field had not been given. */
export type TrialWithout = {
  /** The most probable country then. */
  country: ScoredClass;
  /** The field of WineInput. */
  field: Scalars['String']['output'];
  /** The most probable variety then. */
  variety: ScoredClass;
};

/** Where to put a file. */
export type Upload = {
  /** Until when the address holds, in UTC. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** The headers that the PUT must have. */
  headers: Array<UploadHeader>;
  /** What `predictFile` takes: a ULID. */
  id: Scalars['ID']['output'];
  /** Where to PUT the bytes, without a key. Whoever has it can put the file, so tell nobody. */
  url: Scalars['String']['output'];
};

/** A header of HTTP. */
export type UploadHeader = {
  /** Its name, e.g. `content-length`. */
  name: Scalars['String']['output'];
  /** Its value. */
  value: Scalars['String']['output'];
};

/** What an upload is for. */
export type UploadPurpose =
  /** For an import of a dataset; needs the scope `operate`, too. */
  | 'IMPORT'
  /** For `predictFile`. */
  | 'PREDICT';

/** What was known about the bottle, as it was given; texts are trimmed. */
export type Wine = {
  /** Country of origin: 1 to 100 characters. */
  country: Maybe<Scalars['String']['output']>;
  /** Tasting note: 1 to 4,000 characters. */
  description: Maybe<Scalars['String']['output']>;
  /** Score of a critic: 50 to 100 points. */
  points: Maybe<Scalars['Int']['output']>;
  /** Price of a bottle of 0.75 litres: 0.01 to 100,000 US dollars. */
  price: Maybe<Scalars['Float']['output']>;
  /** Where in the country: 1 to 100 characters. */
  region: Maybe<Scalars['String']['output']>;
  /** Grape variety: 1 to 100 characters. */
  variety: Maybe<Scalars['String']['output']>;
  /** Name of the winery: 1 to 100 characters. */
  winery: Maybe<Scalars['String']['output']>;
};

/**
 * What someone knows about a bottle. At least one of description, variety, country, region and winery must be given.
 * Texts are trimmed first; null means unknown. A character is a Unicode code point, and an accent belongs to its letter.
 */
export type WineInput = {
  /** Country of origin by any usual name, e.g. `US`, `USA` or `Estados Unidos`: 1 to 100 characters. Never used to tell the country itself. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** Tasting note, e.g. `Petrol, lime and slate, with bracing acidity`: 1 to 4,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Score of a critic: 50 to 100 points. */
  points?: InputMaybe<Scalars['Int']['input']>;
  /** Price of a bottle of 0.75 litres: 0.01 to 100,000 US dollars. */
  price?: InputMaybe<Scalars['Float']['input']>;
  /** Where in the country, most exact part first, e.g. `Willamette Valley, Oregon`: 1 to 100 characters. */
  region?: InputMaybe<Scalars['String']['input']>;
  /** Grape variety, with or without accents, e.g. `Pinot Noir`: 1 to 100 characters. Never used to tell the variety itself. */
  variety?: InputMaybe<Scalars['String']['input']>;
  /** Name of the winery: 1 to 100 characters. */
  winery?: InputMaybe<Scalars['String']['input']>;
};
