export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

/** What became of one wine of a batch. */
export type BatchResult = Prediction | Rejection;

/** What the model says about one target: the country or the variety. */
export type Classification = {
  readonly __typename?: 'Classification';
  /** Calibrated probability of that class, 0 to 1: of the answers given with 0.8, eight in ten are right. */
  readonly confidence: Scalars['Float']['output'];
  /** What moved the answer: up to eight pieces, strongest first. */
  readonly evidence: ReadonlyArray<Evidence>;
  /** The most probable class. */
  readonly name: Scalars['String']['output'];
  /** The five most probable classes, best first. */
  readonly ranking: ReadonlyArray<ScoredClass>;
};

/** One part of what was known about the bottle, and how much it moved the answer. */
export type Evidence = {
  readonly __typename?: 'Evidence';
  /**
   * How much it moved the score of the answered class, against its average over all classes, in natural log units:
   * positive speaks for the answer, negative against it.
   */
  readonly effect: Scalars['Float']['output'];
  /** A word or phrase in the note's own spelling, or the name of a field of WineInput. */
  readonly feature: Scalars['String']['output'];
  /** What `feature` is. */
  readonly kind: EvidenceKind;
};

/** What a piece of evidence is. */
export type EvidenceKind =
  /** A field other than the note, such as `price`. */
  | 'FIELD'
  /** Neighbouring words of the note. */
  | 'PHRASE'
  /** One word of the note. */
  | 'WORD';

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Tells the country and the variety of one wine, and records the answer: it is a mutation because it records.
   * Needs the scope `predict`.
   *
   * The model for one target never sees that target's own field: with `country` given, the country answer is a check on it.
   */
  readonly predict: Prediction;
  /**
   * The same for 1 to 100 wines, answered in the order given. A wrong wine rejects that wine, never the batch.
   * Needs the scope `predict`.
   */
  readonly predictBatch: PredictionBatch;
};


export type MutationPredictArgs = {
  requestId?: InputMaybe<Scalars['ID']['input']>;
  wine: WineInput;
};


export type MutationPredictBatchArgs = {
  requestId?: InputMaybe<Scalars['ID']['input']>;
  wines: ReadonlyArray<WineInput>;
};

/** An answer that was given, as it is recorded. */
export type Prediction = {
  readonly __typename?: 'Prediction';
  /** Where the wine comes from. */
  readonly country: Classification;
  /** When the prediction was made, in UTC, to the millisecond. */
  readonly createdAt: Scalars['AWSDateTime']['output'];
  /** A ULID: ids sort by the time of the prediction. */
  readonly id: Scalars['ID']['output'];
  /** The model version that answered. */
  readonly modelVersion: Scalars['ID']['output'];
  /** Which grape variety the wine is made of. */
  readonly variety: Classification;
  /** What to know before relying on the answer, e.g. that the model has never seen the variety given. Empty if nothing. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
  /** What was known about the bottle. */
  readonly wine: Wine;
};

/** What became of a batch. */
export type PredictionBatch = {
  readonly __typename?: 'PredictionBatch';
  /** How many wines were predicted, and recorded: 0 to 100. */
  readonly predicted: Scalars['Int']['output'];
  /** How many wines were rejected: 0 to 100. */
  readonly rejected: Scalars['Int']['output'];
  /** One result a wine, in the order given. */
  readonly results: ReadonlyArray<BatchResult>;
};

/** Which predictions to return: those for which every given field holds. */
export type PredictionFilter = {
  /** The country that was answered, exactly as spelt in the answer: 1 to 100 characters. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Made at this time or later. */
  readonly from?: InputMaybe<Scalars['AWSDateTime']['input']>;
  /** The model version that answered: 1 to 100 characters. */
  readonly modelVersion?: InputMaybe<Scalars['ID']['input']>;
  /** Made before this time. */
  readonly to?: InputMaybe<Scalars['AWSDateTime']['input']>;
  /** The variety that was answered, exactly as spelt in the answer: 1 to 100 characters. */
  readonly variety?: InputMaybe<Scalars['String']['input']>;
};

/** Some of the caller's predictions. */
export type PredictionPage = {
  readonly __typename?: 'PredictionPage';
  /** The predictions, newest first. */
  readonly items: ReadonlyArray<Prediction>;
  /** Ask with this for the page that follows; null at the end of the history. */
  readonly nextToken?: Maybe<Scalars['String']['output']>;
};

/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `RequestConflict` (a requestId was used again with another wine; do not retry),
 * `ModelUnavailable` (no model can be served right now; retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * One of the caller's own predictions, or null where the caller has none of that id.
   * Needs the scope `predict`.
   */
  readonly prediction?: Maybe<Prediction>;
  /**
   * The caller's own predictions, newest first. Needs the scope `predict`.
   *
   * A page is full unless the history ends or one read of the table (1 MB) has been examined; go on while
   * `nextToken` is not null. The pages together are the whole history, each prediction once, also while new ones arrive.
   */
  readonly predictionHistory: PredictionPage;
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `RequestConflict` (a requestId was used again with another wine; do not retry),
 * `ModelUnavailable` (no model can be served right now; retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 */
export type QueryPredictionArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The contract of Terroir: what it answers, and within which limits.
 *
 * Every operation needs a key, sent as the HTTP header `Authorization: trr_…`.
 *
 * Errors carry `errorType`, one of:
 * `InvalidInput` (a value breaks a rule of this page; do not retry),
 * `RequestConflict` (a requestId was used again with another wine; do not retry),
 * `ModelUnavailable` (no model can be served right now; retry),
 * `Internal` (unforeseen; `errorInfo.retryable` tells whether to retry),
 * `Unauthorized` (the key's scopes do not include the field).
 * `errorInfo` is `{ field, rule, retryable, retryAfterSeconds, requestId }`, null where it has nothing to say.
 */
export type QueryPredictionHistoryArgs = {
  filter?: InputMaybe<PredictionFilter>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};

/** A wine of a batch that could not be predicted. */
export type Rejection = {
  readonly __typename?: 'Rejection';
  /** As for an error of the whole request: `InvalidInput` or `Internal`. */
  readonly errorType: Scalars['String']['output'];
  /** The field of WineInput at fault, or null where it is the wine as a whole. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** Which wine of the batch, counted from 0. */
  readonly index: Scalars['Int']['output'];
  /** What is wrong, and what to do about it. */
  readonly message: Scalars['String']['output'];
};

/** A class, and how probable it is. */
export type ScoredClass = {
  readonly __typename?: 'ScoredClass';
  /** Calibrated probability: 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  /** Name of the class: a country or a grape variety. */
  readonly name: Scalars['String']['output'];
};

/** What was known about the bottle, as it was given; texts are trimmed. */
export type Wine = {
  readonly __typename?: 'Wine';
  /** Country of origin: 1 to 100 characters. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Tasting note: 1 to 4,000 characters. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Score of a critic: 50 to 100 points. */
  readonly points?: Maybe<Scalars['Int']['output']>;
  /** Price of a bottle of 0.75 litres: 0.01 to 100,000 US dollars. */
  readonly price?: Maybe<Scalars['Float']['output']>;
  /** Where in the country: 1 to 100 characters. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** Grape variety: 1 to 100 characters. */
  readonly variety?: Maybe<Scalars['String']['output']>;
  /** Name of the winery: 1 to 100 characters. */
  readonly winery?: Maybe<Scalars['String']['output']>;
};

/**
 * What someone knows about a bottle. At least one of description, variety, country, region and winery must be given.
 * Texts are trimmed first; null means unknown. A character is a Unicode code point.
 */
export type WineInput = {
  /** Country of origin, e.g. `France`: 1 to 100 characters. Never used to tell the country itself. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Tasting note: 1 to 4,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Score of a critic: 50 to 100 points. */
  readonly points?: InputMaybe<Scalars['Int']['input']>;
  /** Price of a bottle of 0.75 litres: 0.01 to 100,000 US dollars. */
  readonly price?: InputMaybe<Scalars['Float']['input']>;
  /** Where in the country, most exact part first, e.g. `Willamette Valley, Oregon`: 1 to 100 characters. */
  readonly region?: InputMaybe<Scalars['String']['input']>;
  /** Grape variety, e.g. `Pinot Noir`: 1 to 100 characters. Never used to tell the variety itself. */
  readonly variety?: InputMaybe<Scalars['String']['input']>;
  /** Name of the winery: 1 to 100 characters. */
  readonly winery?: InputMaybe<Scalars['String']['input']>;
};
