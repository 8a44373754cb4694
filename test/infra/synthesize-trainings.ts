import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PUBLICATIONS } from '../../contract/root-fields.ts';
import { ROOT } from '../../infra/bundle.ts';
import { Registry } from '../../infra/constructs/registry.ts';
import { Storage } from '../../infra/constructs/storage.ts';
import { TrainingOnBatch } from '../../infra/constructs/training-on-batch.ts';
import { Training } from '../../infra/constructs/training.ts';
import { readEnvironments } from '../../infra/environments.ts';

/** An app with what of the stack has to do with trainings, on AWS Batch: the whole takes six times as long. */
export function createTrainings(apiId: string, settings: Record<string, unknown> = {}): { app: App; stack: Stack } {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const app = new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [], trainOn: 'batch', ...settings },
    builtinCloudFormationValidation: false,
  });
  const [environment] = readEnvironments(app.node);
  if (environment === undefined) throw new Error('There is no environment.');
  const stack = new Stack(app, 'Terroir');
  const storage = new Storage(stack, 'Storage', environment);
  const train = new Training(stack, 'Train', environment, storage);
  const registry = new Registry(stack, 'Registry', environment, storage);
  const properties = { Name: 'Terroir', AuthenticationType: 'AWS_IAM' };
  new CfnResource(stack, 'Api', { type: 'AWS::AppSync::GraphQLApi', properties }).overrideLogicalId(apiId);
  const api = { arn: Fn.getAtt(apiId, 'Arn').toString(), graphqlUrl: Fn.getAtt(apiId, 'GraphQLUrl').toString() };
  train.publishThrough(api, PUBLICATIONS);
  registry.publishThrough(api, PUBLICATIONS);
  new TrainingOnBatch(stack, 'TrainBatch', environment, storage).serve(api, { train, registry });
  return { app, stack };
}

/** The template of createTrainings(). */
export function synthesizeTrainings(apiId: string, settings: Record<string, unknown> = {}): Template {
  return Template.fromStack(createTrainings(apiId, settings).stack);
}
