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

export type PredictionFieldsFragment = { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> } };

export type ClassificationFieldsFragment = { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> };

export type PredictMutationVariables = Exact<{
  wine: WineInput;
  requestId?: string | number | null | undefined;
}>;


export type PredictMutation = { predict: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> } } };

export type PredictBatchMutationVariables = Exact<{
  wines: Array<WineInput> | WineInput;
  requestId?: string | number | null | undefined;
}>;


export type PredictBatchMutation = { predictBatch: { predicted: number, rejected: number, results: Array<
      | { __typename: 'Prediction', id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> } }
      | { __typename: 'Rejection', index: number, errorType: string, field: string | null, message: string }
    > } };

export type PredictionQueryVariables = Exact<{
  id: string | number;
}>;


export type PredictionQuery = { prediction: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> } } | null };

export type PredictionHistoryQueryVariables = Exact<{
  filter?: PredictionFilter | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PredictionHistoryQuery = { predictionHistory: { nextToken: string | null, items: Array<{ id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: EvidenceKind, effect: number }> } }> } };

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