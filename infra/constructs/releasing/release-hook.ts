import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bundledCode, writeHookBundle } from '../../bundle.ts';
import type { Environment, FunctionName } from '../../environments.ts';
import { TerroirFunction } from '../terroir-function.ts';
import type { ReleasedFunction } from './released-function.ts';

/** CodeDeploy waits an hour for a hook; this is what the slowest one, of predict, takes several times over. */
const TIMEOUT = Duration.minutes(5);

/** The Lambda that CodeDeploy asks before a new version of a function gets any traffic: it tries that version. */
export class ReleaseHook extends TerroirFunction {
  constructor(scope: Construct, id: string, environment: Environment, name: FunctionName, released: ReleasedFunction) {
    super(scope, id, {
      environment,
      name: 'release-hook',
      description: `Tries a new version of ${name} before it gets any traffic.`,
      code: bundledCode('functions/release-hook', writeHookBundle),
      memoryMb: 512,
      timeout: TIMEOUT,
      settings: { releasedFunction: name, newVersion: released.lambda.currentVersion.functionArn },
    });
    // Of the version that it tries, and of no other.
    this.allow(released.lambda.currentVersion.functionArn, ['lambda:InvokeFunction']);
  }
}
