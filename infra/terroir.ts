import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createApi, resourceOf } from './api.ts';
import { createAuthorizerFunction, createPredictFunction } from './functions.ts';
import { createClientsTable, createModelBucket, createPredictionsTable } from './storage.ts';

/** Everything that answers: the API, its Lambdas, its tables, the bucket of models. Its settings come from context. */
export class TerroirStack extends Stack {
  constructor(scope: Construct) {
    super(scope, 'Terroir', { description: 'Terroir: tells the country and the grape variety of a wine.' });
    const predictions = createPredictionsTable(this);
    const clients = createClientsTable(this);
    const models = createModelBucket(this);
    const predict = createPredictFunction(this, predictions);
    const authorizer = createAuthorizerFunction(this, clients);
    const api = createApi(this, { predictions, predict, authorizer });

    this.output('Endpoint', 'Where to POST GraphQL.', api.graphqlUrl);
    this.output('RealtimeEndpoint', 'Where to open a WebSocket for subscriptions.', resourceOf(api).attrRealtimeUrl);
    this.output('PredictionsTableName', 'Every answer that was given.', predictions.tableName);
    this.output('ClientsTableName', 'Who may call: hashes of keys, and what each may do.', clients.tableName);
    this.output('ModelBucketName', 'Model versions and datasets.', models.bucketName);
  }

  private output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
