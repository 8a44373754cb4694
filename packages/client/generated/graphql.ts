/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a piece of evidence is. */
export type EvidenceKind =
  /** A field other than the note, such as `price`. */
  | 'FIELD'
  /** Neighbouring words of the note. */
  | 'PHRASE'
  /** One word of the note. */
  | 'WORD';

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

/** Which predictions to return: those for which every given field holds. */
export type PredictionFilter = {
  /** The country that was answered, exactly as spelt in the answer: 1 to 100 characters. */
  country?: string | null | undefined;
  /** Made at this time or later. */
  from?: string | null | undefined;
  /** Whether it has a label. */
  labelled?: boolean | null | undefined;
  /** The model version that answered: 1 to 100 characters. */
  modelVersion?: string | number | null | undefined;
  /** Made before this time. */
  to?: string | null | undefined;
  /** The variety that was answered, exactly as spelt in the answer: 1 to 100 characters. */
  variety?: string | null | undefined;
};

/** How a move of the champion came about. */
export type PromotionKind =
  /** The gate let a challenger through. */
  | 'GATE'
  /** An operator promoted a version. */
  | 'PROMOTE'
  /** An operator went back to the version before. */
  | 'ROLLBACK';

/** What accuracy tells apart. */
export type SliceKind =
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

/** What is predicted. */
export type Target =
  | 'COUNTRY'
  | 'VARIETY';

/** How a training run stands. */
export type TrainingStatus =
  /** It ended without a model version; the champion is untouched. */
  | 'FAILED'
  /** Its model version is the champion. */
  | 'PROMOTED'
  /** Its model version was held back by the gate. */
  | 'REJECTED'
  /** It is at work. */
  | 'RUNNING'
  /** The inputs were those of the champion: there is no new version. */
  | 'UNCHANGED';

/**
 * What someone knows about a bottle. At least one of description, variety, country, region and winery must be given.
 * Texts are trimmed first; null means unknown. A character is a Unicode code point.
 */
export type WineInput = {
  /** Country of origin, e.g. `France`: 1 to 100 characters. Never used to tell the country itself. */
  country?: string | null | undefined;
  /** Tasting note: 1 to 4,000 characters. */
  description?: string | null | undefined;
  /** Score of a critic: 50 to 100 points. */
  points?: number | null | undefined;
  /** Price of a bottle of 0.75 litres: 0.01 to 100,000 US dollars. */
  price?: number | null | undefined;
  /** Where in the country, most exact part first, e.g. `Willamette Valley, Oregon`: 1 to 100 characters. */
  region?: string | null | undefined;
  /** Grape variety, e.g. `Pinot Noir`: 1 to 100 characters. Never used to tell the variety itself. */
  variety?: string | null | undefined;
  /** Name of the winery: 1 to 100 characters. */
  winery?: string | null | undefined;
};

export type ModelVersionFieldsFragment = { id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null };

export type GateDecisionFieldsFragment = { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> };

export type PromotionFieldsFragment = { sequence: number, kind: PromotionKind, from: string, to: string, by: string, at: string, reason: string };

export type ChampionQueryVariables = Exact<{ [key: string]: never; }>;


export type ChampionQuery = { champion: { id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } };

export type ModelVersionQueryVariables = Exact<{
  id: string | number;
}>;


export type ModelVersionQuery = { modelVersion: { id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } | null };

export type ModelVersionsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type ModelVersionsQuery = { modelVersions: { nextToken: string | null, items: Array<{ id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null }> } };

export type PromotionsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PromotionsQuery = { promotions: { nextToken: string | null, items: Array<{ sequence: number, kind: PromotionKind, from: string, to: string, by: string, at: string, reason: string }> } };

export type PromoteModelMutationVariables = Exact<{
  id: string | number;
  reason: string;
}>;


export type PromoteModelMutation = { promoteModel: { id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } };

export type RollbackModelMutationVariables = Exact<{
  reason: string;
}>;


export type RollbackModelMutation = { rollbackModel: { id: string, state: ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } };

export type PredictionFieldsFragment = { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> };

export type LabelFieldsFragment = { country: string | null, variety: string | null, labelledAt: string };

export type ClassificationFieldsFragment = { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> };

export type PredictMutationVariables = Exact<{
  wine: WineInput;
  requestId?: string | number | null | undefined;
}>;


export type PredictMutation = { predict: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } };

export type PredictBatchMutationVariables = Exact<{
  wines: Array<WineInput> | WineInput;
  requestId?: string | number | null | undefined;
}>;


export type PredictBatchMutation = { predictBatch: { predicted: number, rejected: number, results: Array<
      | { __typename: 'Prediction', id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> }
      | { __typename: 'Rejection', index: number, errorType: string, field: string | null, message: string }
    > } };

export type PredictionQueryVariables = Exact<{
  id: string | number;
}>;


export type PredictionQuery = { prediction: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } | null };

export type PredictionHistoryQueryVariables = Exact<{
  filter?: PredictionFilter | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PredictionHistoryQuery = { predictionHistory: { nextToken: string | null, items: Array<{ id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> }> } };

export type LabelPredictionMutationVariables = Exact<{
  id: string | number;
  country?: string | null | undefined;
  variety?: string | null | undefined;
}>;


export type LabelPredictionMutation = { labelPrediction: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } };

export type AccuracyQueryVariables = Exact<{
  from: string;
  to: string;
  by?: SliceKind | null | undefined;
}>;


export type AccuracyQuery = { accuracy: Array<{ target: Target, slice: string, labelled: number, right: number, accuracy: number, low: number, high: number }> };

export type TrainingRunFieldsFragment = { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null };

export type TrainingRunQueryVariables = Exact<{
  id: string | number;
}>;


export type TrainingRunQuery = { trainingRun: { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } | null };

export type TrainingRunsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type TrainingRunsQuery = { trainingRuns: { nextToken: string | null, items: Array<{ id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null }> } };

export type StartTrainingMutationVariables = Exact<{
  reason?: string | null | undefined;
}>;


export type StartTrainingMutation = { startTraining: { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } };

export type OnTrainingProgressSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OnTrainingProgressSubscription = { onTrainingProgress: { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } | null };

export type OnTrainingProgressOfSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type OnTrainingProgressOfSubscription = { onTrainingProgress: { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } | null };

export type OnTrainingCompletedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OnTrainingCompletedSubscription = { onTrainingCompleted: { id: string, status: TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, refused: Array<string>, modelVersion: string | null, failure: string | null, decision: { promoted: boolean, reason: string, checks: Array<{ name: string, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, detail: string }> } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const GateDecisionFieldsFragmentDoc = new TypedDocumentString(`
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
    `, {"fragmentName":"GateDecisionFields"}) as unknown as TypedDocumentString<GateDecisionFieldsFragment, unknown>;
export const ModelVersionFieldsFragmentDoc = new TypedDocumentString(`
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`, {"fragmentName":"ModelVersionFields"}) as unknown as TypedDocumentString<ModelVersionFieldsFragment, unknown>;
export const PromotionFieldsFragmentDoc = new TypedDocumentString(`
    fragment PromotionFields on Promotion {
  sequence
  kind
  from
  to
  by
  at
  reason
}
    `, {"fragmentName":"PromotionFields"}) as unknown as TypedDocumentString<PromotionFieldsFragment, unknown>;
export const ClassificationFieldsFragmentDoc = new TypedDocumentString(`
    fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}
    `, {"fragmentName":"ClassificationFields"}) as unknown as TypedDocumentString<ClassificationFieldsFragment, unknown>;
export const LabelFieldsFragmentDoc = new TypedDocumentString(`
    fragment LabelFields on Label {
  country
  variety
  labelledAt
}
    `, {"fragmentName":"LabelFields"}) as unknown as TypedDocumentString<LabelFieldsFragment, unknown>;
export const PredictionFieldsFragmentDoc = new TypedDocumentString(`
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
    fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`, {"fragmentName":"PredictionFields"}) as unknown as TypedDocumentString<PredictionFieldsFragment, unknown>;
export const TrainingRunFieldsFragmentDoc = new TypedDocumentString(`
    fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`, {"fragmentName":"TrainingRunFields"}) as unknown as TypedDocumentString<TrainingRunFieldsFragment, unknown>;
export const ChampionDocument = new TypedDocumentString(`
    query Champion {
  champion {
    ...ModelVersionFields
  }
}
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`) as unknown as TypedDocumentString<ChampionQuery, ChampionQueryVariables>;
export const ModelVersionDocument = new TypedDocumentString(`
    query ModelVersion($id: ID!) {
  modelVersion(id: $id) {
    ...ModelVersionFields
  }
}
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`) as unknown as TypedDocumentString<ModelVersionQuery, ModelVersionQueryVariables>;
export const ModelVersionsDocument = new TypedDocumentString(`
    query ModelVersions($limit: Int, $nextToken: String) {
  modelVersions(limit: $limit, nextToken: $nextToken) {
    items {
      ...ModelVersionFields
    }
    nextToken
  }
}
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`) as unknown as TypedDocumentString<ModelVersionsQuery, ModelVersionsQueryVariables>;
export const PromotionsDocument = new TypedDocumentString(`
    query Promotions($limit: Int, $nextToken: String) {
  promotions(limit: $limit, nextToken: $nextToken) {
    items {
      ...PromotionFields
    }
    nextToken
  }
}
    fragment PromotionFields on Promotion {
  sequence
  kind
  from
  to
  by
  at
  reason
}`) as unknown as TypedDocumentString<PromotionsQuery, PromotionsQueryVariables>;
export const PromoteModelDocument = new TypedDocumentString(`
    mutation PromoteModel($id: ID!, $reason: String!) {
  promoteModel(id: $id, reason: $reason) {
    ...ModelVersionFields
  }
}
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`) as unknown as TypedDocumentString<PromoteModelMutation, PromoteModelMutationVariables>;
export const RollbackModelDocument = new TypedDocumentString(`
    mutation RollbackModel($reason: String!) {
  rollbackModel(reason: $reason) {
    ...ModelVersionFields
  }
}
    fragment ModelVersionFields on ModelVersion {
  id
  state
  createdAt
  trainedBy
  examples
  countryAccuracy
  varietyAccuracy
  evaluation
  decision {
    ...GateDecisionFields
  }
  sha256
}
fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}`) as unknown as TypedDocumentString<RollbackModelMutation, RollbackModelMutationVariables>;
export const PredictDocument = new TypedDocumentString(`
    mutation Predict($wine: WineInput!, $requestId: ID) {
  predict(wine: $wine, requestId: $requestId) {
    ...PredictionFields
  }
}
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`) as unknown as TypedDocumentString<PredictMutation, PredictMutationVariables>;
export const PredictBatchDocument = new TypedDocumentString(`
    mutation PredictBatch($wines: [WineInput!]!, $requestId: ID) {
  predictBatch(wines: $wines, requestId: $requestId) {
    results {
      __typename
      ... on Prediction {
        ...PredictionFields
      }
      ... on Rejection {
        index
        errorType
        field
        message
      }
    }
    predicted
    rejected
  }
}
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`) as unknown as TypedDocumentString<PredictBatchMutation, PredictBatchMutationVariables>;
export const PredictionDocument = new TypedDocumentString(`
    query Prediction($id: ID!) {
  prediction(id: $id) {
    ...PredictionFields
  }
}
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`) as unknown as TypedDocumentString<PredictionQuery, PredictionQueryVariables>;
export const PredictionHistoryDocument = new TypedDocumentString(`
    query PredictionHistory($filter: PredictionFilter, $limit: Int, $nextToken: String) {
  predictionHistory(filter: $filter, limit: $limit, nextToken: $nextToken) {
    items {
      ...PredictionFields
    }
    nextToken
  }
}
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`) as unknown as TypedDocumentString<PredictionHistoryQuery, PredictionHistoryQueryVariables>;
export const LabelPredictionDocument = new TypedDocumentString(`
    mutation LabelPrediction($id: ID!, $country: String, $variety: String) {
  labelPrediction(id: $id, country: $country, variety: $variety) {
    ...PredictionFields
  }
}
    fragment PredictionFields on Prediction {
  id
  wine {
    description
    variety
    country
    region
    winery
    points
    price
  }
  country {
    ...ClassificationFields
  }
  variety {
    ...ClassificationFields
  }
  modelVersion
  createdAt
  warnings
  label {
    ...LabelFields
  }
  labelHistory {
    ...LabelFields
  }
}
fragment LabelFields on Label {
  country
  variety
  labelledAt
}
fragment ClassificationFields on Classification {
  name
  confidence
  ranking {
    name
    confidence
  }
  evidence {
    feature
    kind
    effect
  }
}`) as unknown as TypedDocumentString<LabelPredictionMutation, LabelPredictionMutationVariables>;
export const AccuracyDocument = new TypedDocumentString(`
    query Accuracy($from: AWSDateTime!, $to: AWSDateTime!, $by: SliceKind) {
  accuracy(from: $from, to: $to, by: $by) {
    target
    slice
    labelled
    right
    accuracy
    low
    high
  }
}
    `) as unknown as TypedDocumentString<AccuracyQuery, AccuracyQueryVariables>;
export const TrainingRunDocument = new TypedDocumentString(`
    query TrainingRun($id: ID!) {
  trainingRun(id: $id) {
    ...TrainingRunFields
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<TrainingRunQuery, TrainingRunQueryVariables>;
export const TrainingRunsDocument = new TypedDocumentString(`
    query TrainingRuns($limit: Int, $nextToken: String) {
  trainingRuns(limit: $limit, nextToken: $nextToken) {
    items {
      ...TrainingRunFields
    }
    nextToken
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<TrainingRunsQuery, TrainingRunsQueryVariables>;
export const StartTrainingDocument = new TypedDocumentString(`
    mutation StartTraining($reason: String) {
  startTraining(reason: $reason) {
    ...TrainingRunFields
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<StartTrainingMutation, StartTrainingMutationVariables>;
export const OnTrainingProgressDocument = new TypedDocumentString(`
    subscription OnTrainingProgress {
  onTrainingProgress {
    ...TrainingRunFields
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<OnTrainingProgressSubscription, OnTrainingProgressSubscriptionVariables>;
export const OnTrainingProgressOfDocument = new TypedDocumentString(`
    subscription OnTrainingProgressOf($id: ID!) {
  onTrainingProgress(id: $id) {
    ...TrainingRunFields
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<OnTrainingProgressOfSubscription, OnTrainingProgressOfSubscriptionVariables>;
export const OnTrainingCompletedDocument = new TypedDocumentString(`
    subscription OnTrainingCompleted {
  onTrainingCompleted {
    ...TrainingRunFields
  }
}
    fragment GateDecisionFields on GateDecision {
  promoted
  reason
  checks {
    name
    passed
    champion
    challenger
    limit
    detail
  }
}
fragment TrainingRunFields on TrainingRun {
  id
  status
  stage
  share
  reason
  startedBy
  startedAt
  updatedAt
  finishedAt
  examples
  labels
  refused
  modelVersion
  decision {
    ...GateDecisionFields
  }
  failure
}`) as unknown as TypedDocumentString<OnTrainingCompletedSubscription, OnTrainingCompletedSubscriptionVariables>;