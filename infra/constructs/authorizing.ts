import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bundledCode, writeAuthorizerBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import type { Storage } from './storage.ts';

/** The Lambda that AppSync asks whose key a request carries, and what that key may do. */
export class Authorizing extends ReleasedFunction {
  constructor(scope: Construct, id: string, environment: Environment, { clients }: Storage) {
    super(scope, id, {
      environment,
      name: 'authorizer',
      description: 'Tells whose key a request carries, and which fields it may not use.',
      code: bundledCode('functions/authorizer', writeAuthorizerBundle),
      memoryMb: environment.memoryMb.authorizer,
      concurrencyMax: environment.concurrencyMax.authorizer,
      timeout: Duration.seconds(TIMEOUT_SECONDS.authorizer),
      settings: { clientsTable: clients.tableName },
    });
    this.allow(clients.tableArn, ['dynamodb:GetItem']);
  }
}
