import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ERROR_TYPES } from '../../../contract/errors.ts';
import type { FunctionName } from '../../environments.ts';
import type { Watched } from './watched.ts';

/** The lines of slices, as λ models writes them. */
export const SLICE_FILTER = 'filter message = "A slice."';

/** A question that operators ask of the log. */
interface LogQuery {
  /** Of these functions. */
  functions: readonly FunctionName[];
  /** One command a line, in the words of Logs Insights. */
  commands: readonly string[];
}

/** What is saved in Logs Insights, by its name there. */
export const LOG_QUERIES = {
  'Clients that misbehave': {
    functions: ['predict'],
    commands: [
      'filter ispresent(clientId) and ispresent(latencyMs)',
      'stats count(*) as requests, sum(predictions) as wines, sum(quotaRefusals) as refusedByQuota, ' +
        'sum(invalidInputs) as refusedAsInvalid, max(latencyMs) as slowestMs by clientId',
      'sort refusedByQuota desc, requests desc',
      'limit 50',
    ],
  },
  'Slowest requests': {
    functions: ['predict', 'registry'],
    commands: [
      'fields @timestamp, operation, latencyMs, validationMs, featuresMs, inferenceMs, storageMs, batchWines, ' +
        'clientId, requestId, modelVersion',
      'filter ispresent(latencyMs)',
      'sort latencyMs desc',
      'limit 50',
    ],
  },
  'Refusals by cause': {
    functions: ['predict', 'registry'],
    commands: [
      'filter ispresent(rejections)',
      `stats ${ERROR_TYPES.map((type) => `sum(rejected${type}) as ${type}`).join(', ')} by bin(1h)`,
    ],
  },
  'Accuracy by slice': {
    functions: ['registry'],
    commands: [
      SLICE_FILTER,
      'stats avg(accuracy) as rightShare, max(labelled) as labels by target, by, slice',
      'sort rightShare asc',
      'limit 100',
    ],
  },
  'Failures of a training': {
    functions: ['train', 'registry'],
    commands: [
      'fields @timestamp, level, message, run, status, failure, error.name, error.message, requestId',
      'filter level = "ERROR" or ispresent(failure)',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  'Errors of ours': {
    functions: ['predict', 'registry', 'authorizer', 'train'],
    commands: [
      'fields @timestamp, service, message, error.name, error.message, clientId, requestId',
      'filter level = "ERROR"',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
} as const satisfies Readonly<Record<string, LogQuery>>;

/** Saves the queries, in a folder of the stack's name. */
export function addLogQueries(scope: Construct, { functions }: Watched): void {
  for (const [name, query] of Object.entries(LOG_QUERIES)) {
    new CfnQueryDefinition(scope, `Query${name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase())}`, {
      name: `${Stack.of(scope).stackName}/${name}`,
      logGroupNames: query.functions.map((one) => functions[one].logs.logGroupName),
      queryString: query.commands.join('\n| '),
    });
  }
}
