import { type BaseDataSource, DynamoDbDataSource, type GraphqlApi, LambdaDataSource } from 'aws-cdk-lib/aws-appsync';
import type { ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { DataSourceName } from '../../contract/root-fields.ts';
import type { Storage } from './storage.ts';
import { trustAppsync } from './trust.ts';

/** What answers the fields of the API. */
export interface SourceProps {
  storage: Storage;
  predict: IFunction;
  registry: IFunction;
  train: IFunction;
  drift: IFunction;
  bulk: IFunction;
}

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];

/** The data sources that contract/root-fields.ts names, each with a role of its own. */
export function createDataSources(api: GraphqlApi, props: SourceProps): Record<DataSourceName, BaseDataSource> {
  const { storage } = props;
  return {
    predictions: createTableSource(api, 'predictions', storage.predictions, ['dynamodb:BatchGetItem', ...READ]),
    // AppSync reads an entry on which a condition failed, to tell what is there.
    labels: createTableSource(api, 'labels', storage.predictions, [
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
    ]),
    registry: createTableSource(api, 'registry', storage.models, READ),
    keys: createTableSource(api, 'keys', storage.clients, ['dynamodb:GetItem']),
    usage: createTableSource(api, 'usage', storage.usage, ['dynamodb:GetItem']),
    jobs: createTableSource(api, 'jobs', storage.jobs, READ),
    predict: createLambdaSource(api, 'predict', props.predict),
    models: createLambdaSource(api, 'models', props.registry),
    train: createLambdaSource(api, 'train', props.train),
    drift: createLambdaSource(api, 'drift', props.drift),
    bulk: createLambdaSource(api, 'bulk', props.bulk),
    none: api.addNoneDataSource('NoneSource', { name: 'none' }),
  };
}

function createTableSource(api: GraphqlApi, name: DataSourceName, table: TableV2, actions: string[]): BaseDataSource {
  const id = sourceId(name);
  return new DynamoDbDataSource(api, id, {
    api,
    name,
    // TableV2 is an ITable but for one optional property, which it declares as `string | undefined`.
    table: table as ITable,
    serviceRole: createSourceRole(api, id, actions, table.tableArn),
  });
}

function createLambdaSource(api: GraphqlApi, name: DataSourceName, lambdaFunction: IFunction): BaseDataSource {
  const id = sourceId(name);
  return new LambdaDataSource(api, id, {
    api,
    name,
    lambdaFunction,
    serviceRole: createSourceRole(api, id, ['lambda:InvokeFunction'], lambdaFunction.functionArn),
  });
}

/** A role with exactly these actions: the data source would widen it (to Scan, to every version) if it could. */
function createSourceRole(api: GraphqlApi, sourceId: string, actions: string[], resource: string): IRole {
  const role = new Role(api, `${sourceId}Role`, { assumedBy: trustAppsync(api) });
  role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  return role.withoutPolicyUpdates();
}

function sourceId(name: DataSourceName): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Source`;
}
