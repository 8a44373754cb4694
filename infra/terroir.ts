import { type App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { createApi } from './api.ts';
import { createAuthorizerFunction, createPredictFunction } from './functions.ts';
import { createClientsTable, createModelBucket, createPredictionsTable } from './storage.ts';

/** Everything that answers: the API, its Lambdas, its tables, the bucket of models. It takes its settings from context. */
export class TerroirStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Terroir: tells the country and the grape variety of a wine.' });
    const predictions = createPredictionsTable(this);
    const clients = createClientsTable(this);
    const models = createModelBucket(this);
    const predict = createPredictFunction(this, predictions);
    const authorizer = createAuthorizerFunction(this, clients);
    const api = createApi(this, { predictions, predict, authorizer });

    this.output('Endpoint', 'Where to POST GraphQL.', api.graphqlUrl);
    this.output('RealtimeEndpoint', 'Where to open a WebSocket for subscriptions.', api.realtimeUrl);
    this.output('PredictionsTableName', 'Every answer that was given.', predictions.tableName);
    this.output('ClientsTableName', 'Who may call: hashes of keys, and what each may do.', clients.tableName);
    this.output('ModelBucketName', 'Model versions and datasets.', models.bucketName);
  }

  private output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}

/** Adds the stack `Terroir` to an app, and the security rules that its template must pass before it is written. */
export function addTerroir(app: App): TerroirStack {
  const stack = new TerroirStack(app, 'Terroir');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
}
