import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Environment, FunctionName } from '../../environments.ts';
import type { OwnSeries } from './series.ts';

/** A Lambda, and where it writes its log. */
export interface WatchedFunction {
  lambda: IFunction;
  logs: ILogGroup;
}

/** What is watched. */
export interface Watched {
  environment: Environment;
  api: GraphqlApi;
  functions: Readonly<Record<FunctionName, WatchedFunction>>;
  /** By what they are called in the dashboard. */
  tables: Readonly<Record<'predictions' | 'models' | 'clients' | 'usage' | 'traffic' | 'jobs', TableV2>>;
  /** The state machine that answers files. */
  machineArn: string;
  /** Metrics of ours, in this environment. */
  own: OwnSeries;
}
