import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Output, OUTPUTS } from '../contract/settings.ts';
import { createApi, resourceOf } from './constructs/api.ts';
import { createAuthorizerFunction, createModelsFunction, createPredictFunction } from './constructs/predicting.ts';
import {
  createClientsTable,
  createModelBucket,
  createModelsTable,
  createPredictionsTable,
  type Stores,
} from './constructs/storage.ts';
import { allowPublishing, createTrainFunction, createTrainSchedule } from './constructs/training.ts';

/** Everything that answers and learns: the API, its Lambdas and their schedule, its tables, the bucket of models. Its settings come from context. */
export class TerroirStack extends Stack {
  constructor(scope: Construct) {
    super(scope, 'Terroir', { description: 'Terroir: tells the country and the grape variety of a wine.' });
    const clients = createClientsTable(this);
    const stores: Stores = {
      predictions: createPredictionsTable(this),
      models: createModelsTable(this),
      bucket: createModelBucket(this),
    };
    const trainFunction = createTrainFunction(this, stores);
    const api = createApi(this, {
      ...stores,
      predictFunction: createPredictFunction(this, stores),
      modelsFunction: createModelsFunction(this, stores),
      trainFunction,
      authorizer: createAuthorizerFunction(this, clients),
    });
    allowPublishing(trainFunction, api);
    createTrainSchedule(this, trainFunction);

    this.output('endpoint', 'Where to POST GraphQL.', api.graphqlUrl);
    this.output('realtimeEndpoint', 'Where to open a WebSocket for subscriptions.', resourceOf(api).attrRealtimeUrl);
    this.output('predictionsTable', 'Every answer that was given.', stores.predictions.tableName);
    this.output('clientsTable', 'Who may call: hashes of keys, and what each may do.', clients.tableName);
    this.output('modelsTable', 'Model versions, training runs, moves of the champion.', stores.models.tableName);
    this.output('modelBucket', 'Model versions and datasets.', stores.bucket.bucketName);
  }

  private output(output: Output, description: string, value: string): void {
    new CfnOutput(this, OUTPUTS[output], { description, value });
  }
}
