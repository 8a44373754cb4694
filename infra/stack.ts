import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { JOB_PUBLICATION, PUBLICATIONS } from '../contract/root-fields.ts';
import { type Output, OUTPUTS } from '../contract/settings.ts';
import { Api } from './constructs/api.ts';
import { Authorizing } from './constructs/authorizing.ts';
import { Bulk } from './constructs/bulk.ts';
import { Drifting } from './constructs/drifting.ts';
import { Predicting } from './constructs/predicting.ts';
import { Registry } from './constructs/registry.ts';
import { Releasing } from './constructs/releasing/releasing.ts';
import { Site } from './constructs/site.ts';
import { Storage } from './constructs/storage.ts';
import { TrainingOnBatch } from './constructs/training-on-batch.ts';
import { Training } from './constructs/training.ts';
import { Watching } from './constructs/watching/watching.ts';
import type { Environment } from './environments.ts';

/** The name of an environment's stack: `Terroir` for the default one, else `Terroir-staging` and so on. */
export function stackNameOf({ name }: Pick<Environment, 'name'>): string {
  return name === 'default' ? 'Terroir' : `Terroir-${name}`;
}

/**
 * Everything that answers and learns, in one environment: the API, its Lambdas and their schedules, its tables, the
 * bucket of models; and what watches over it. The ids of constructs are part of what is deployed: with another id a
 * table would be made anew, and empty. test/infra/logical-ids.test.ts holds them.
 */
export class TerroirStack extends Stack {
  constructor(scope: Construct, environment: Environment) {
    const { account, region } = environment;
    super(scope, stackNameOf(environment), {
      // In a stage of the pipeline it would be called by the stage's name, too, and be another stack.
      stackName: stackNameOf(environment),
      description: 'Terroir: tells the country and the grape variety of a wine.',
      env: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
    });
    const storage = new Storage(this, 'Storage', environment);
    const training = new Training(this, 'Train', environment, storage);
    const registry = new Registry(this, 'Registry', environment, storage);
    const predict = new Predicting(this, 'Predict', environment, storage);
    const drifting = new Drifting(this, 'Drift', environment, storage);
    const bulk = new Bulk(this, 'Bulk', environment, storage);
    const authorizer = new Authorizing(this, 'Authorizer', environment, storage);
    const api = new Api(this, 'Api', {
      environment,
      storage,
      predict: predict.live,
      registry: registry.live,
      train: training.live,
      drift: drifting.live,
      bulk: bulk.live,
      authorizer: authorizer.live,
    });
    training.publishThrough(api.graphql, PUBLICATIONS);
    registry.publishThrough(api.graphql, PUBLICATIONS);
    registry.endSubscriptionsThrough(api.graphql);
    bulk.publishThrough(api.graphql, [JOB_PUBLICATION]);
    if (environment.trainOn !== 'lambda') {
      const containers = new TrainingOnBatch(this, 'TrainBatch', environment, storage);
      containers.serve(api.graphql, { train: training, registry });
    }
    const functions = { predict, registry, authorizer, train: training, drift: drifting, bulk };
    const { predictions, models, clients, usage, traffic, jobs } = storage;
    const tables = { predictions, models, clients, usage, traffic, jobs };
    new Watching(this, 'Watching', { environment, api: api.graphql, functions, tables, machineArn: bulk.machineArn });
    new Releasing(this, 'Releasing', { environment, functions });

    if (environment.console === 'on') this.#addConsole(api, storage);

    this.#tell('endpoint', 'Where to POST GraphQL.', api.graphql.graphqlUrl);
    this.#tell('realtimeEndpoint', 'Where to open a WebSocket for subscriptions.', api.realtimeUrl);
    this.#tell('predictionsTable', 'Every answer that was given.', storage.predictions.tableName);
    this.#tell('clientsTable', 'Who may call: hashes of keys, and what each may do.', storage.clients.tableName);
    this.#tell('usageTable', 'How many wines each client has asked about.', storage.usage.tableName);
    this.#tell('trafficTable', 'What was asked and answered, counted by the hour.', storage.traffic.tableName);
    this.#tell('modelsTable', 'Model versions, training runs, moves of the champion.', storage.models.tableName);
    this.#tell('jobsTable', 'Jobs that answer files.', storage.jobs.tableName);
    this.#tell('modelBucket', 'Model versions and datasets.', storage.bucket.bucketName);
    this.#tell('fileBucket', 'Uploads, and what jobs write beside them.', storage.files.bucketName);
    const released = Object.values(functions).map(({ lambda }) => lambda.functionName);
    this.#tell('releasedFunctions', 'Functions that are released by versions.', released.join(','));
  }

  #addConsole({ graphql, realtimeUrl }: Api, { files }: Storage): void {
    const site = new Site(this, 'Site', {
      endpoint: graphql.graphqlUrl,
      realtimeEndpoint: realtimeUrl,
      filesOrigin: `https://${files.bucketRegionalDomainName}`,
    });
    this.#tell('consoleUrl', 'Where the console is, once `terroir console` has put its files there.', site.url);
    this.#tell('consoleBucket', 'The files of the console.', site.bucket.bucketName);
  }

  #tell(output: Output, description: string, value: string): void {
    new CfnOutput(this, OUTPUTS[output], { description, value });
  }
}
