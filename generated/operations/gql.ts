/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment PredictionFields on Prediction {\n  id\n  wine {\n    description\n    variety\n    country\n    region\n    winery\n    points\n    price\n  }\n  country {\n    ...ClassificationFields\n  }\n  variety {\n    ...ClassificationFields\n  }\n  modelVersion\n  createdAt\n  warnings\n}\n\nfragment ClassificationFields on Classification {\n  name\n  confidence\n  ranking {\n    name\n    confidence\n  }\n  evidence {\n    feature\n    kind\n    effect\n  }\n}\n\nmutation Predict($wine: WineInput!, $requestId: ID) {\n  predict(wine: $wine, requestId: $requestId) {\n    ...PredictionFields\n  }\n}\n\nmutation PredictBatch($wines: [WineInput!]!, $requestId: ID) {\n  predictBatch(wines: $wines, requestId: $requestId) {\n    results {\n      __typename\n      ... on Prediction {\n        ...PredictionFields\n      }\n      ... on Rejection {\n        index\n        errorType\n        field\n        message\n      }\n    }\n    predicted\n    rejected\n  }\n}\n\nquery Prediction($id: ID!) {\n  prediction(id: $id) {\n    ...PredictionFields\n  }\n}\n\nquery PredictionHistory($filter: PredictionFilter, $limit: Int, $nextToken: String) {\n  predictionHistory(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      ...PredictionFields\n    }\n    nextToken\n  }\n}": typeof types.PredictionFieldsFragmentDoc,
};
const documents: Documents = {
    "fragment PredictionFields on Prediction {\n  id\n  wine {\n    description\n    variety\n    country\n    region\n    winery\n    points\n    price\n  }\n  country {\n    ...ClassificationFields\n  }\n  variety {\n    ...ClassificationFields\n  }\n  modelVersion\n  createdAt\n  warnings\n}\n\nfragment ClassificationFields on Classification {\n  name\n  confidence\n  ranking {\n    name\n    confidence\n  }\n  evidence {\n    feature\n    kind\n    effect\n  }\n}\n\nmutation Predict($wine: WineInput!, $requestId: ID) {\n  predict(wine: $wine, requestId: $requestId) {\n    ...PredictionFields\n  }\n}\n\nmutation PredictBatch($wines: [WineInput!]!, $requestId: ID) {\n  predictBatch(wines: $wines, requestId: $requestId) {\n    results {\n      __typename\n      ... on Prediction {\n        ...PredictionFields\n      }\n      ... on Rejection {\n        index\n        errorType\n        field\n        message\n      }\n    }\n    predicted\n    rejected\n  }\n}\n\nquery Prediction($id: ID!) {\n  prediction(id: $id) {\n    ...PredictionFields\n  }\n}\n\nquery PredictionHistory($filter: PredictionFilter, $limit: Int, $nextToken: String) {\n  predictionHistory(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      ...PredictionFields\n    }\n    nextToken\n  }\n}": types.PredictionFieldsFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment PredictionFields on Prediction {\n  id\n  wine {\n    description\n    variety\n    country\n    region\n    winery\n    points\n    price\n  }\n  country {\n    ...ClassificationFields\n  }\n  variety {\n    ...ClassificationFields\n  }\n  modelVersion\n  createdAt\n  warnings\n}\n\nfragment ClassificationFields on Classification {\n  name\n  confidence\n  ranking {\n    name\n    confidence\n  }\n  evidence {\n    feature\n    kind\n    effect\n  }\n}\n\nmutation Predict($wine: WineInput!, $requestId: ID) {\n  predict(wine: $wine, requestId: $requestId) {\n    ...PredictionFields\n  }\n}\n\nmutation PredictBatch($wines: [WineInput!]!, $requestId: ID) {\n  predictBatch(wines: $wines, requestId: $requestId) {\n    results {\n      __typename\n      ... on Prediction {\n        ...PredictionFields\n      }\n      ... on Rejection {\n        index\n        errorType\n        field\n        message\n      }\n    }\n    predicted\n    rejected\n  }\n}\n\nquery Prediction($id: ID!) {\n  prediction(id: $id) {\n    ...PredictionFields\n  }\n}\n\nquery PredictionHistory($filter: PredictionFilter, $limit: Int, $nextToken: String) {\n  predictionHistory(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      ...PredictionFields\n    }\n    nextToken\n  }\n}"): typeof import('./graphql').PredictionFieldsFragmentDoc;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
