import type { Duration } from 'aws-cdk-lib';
import { Alias, type IAlias, type IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { LIVE_ALIAS } from '../../../contract/releases.ts';
import { TerroirFunction, type TerroirFunctionProps } from '../terroir-function.ts';

/** What a Lambda that is released by versions is made of. */
export interface ReleasedFunctionProps extends TerroirFunctionProps {
  /** For a function that nobody waits for: an event that is older is dropped, and one that fails is not tried again. */
  eventAgeMax?: Duration;
}

/**
 * A Lambda whose every state is a version, and whose alias `live` is what others call: a release moves the alias from
 * one version to the next.
 */
export class ReleasedFunction extends TerroirFunction {
  /** What others call. */
  readonly live: IAlias;
  /** The same, as what moves it needs it. */
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: ReleasedFunctionProps) {
    super(scope, id, props);
    const { eventAgeMax } = props;
    // Under another id the alias would be made anew, while data sources still name the one before.
    this.alias = new Alias(this, 'Live', {
      aliasName: LIVE_ALIAS,
      // Both are what they are assigned to but for one optional property, declared with `| undefined` too.
      version: this.lambda.currentVersion as IVersion,
      ...(eventAgeMax && { maxEventAge: eventAgeMax, retryAttempts: 0 }),
    });
    this.live = this.alias as IAlias;
  }
}
