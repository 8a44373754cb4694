import type { ServiceDescriptor } from '../descriptor.ts';
import { arnOf, chooseName, type Identity, type IdentityParts, identifyByName, shortId } from '../template/identity.ts';
import { DESCRIBED, REASONS, type ResourceType } from '../template/resource-type.ts';
import { startDynamodb } from './dynamodb.ts';
import { readTables } from './tables.ts';

const CAPACITY = 'throughput is not limited';

/** What a table is whichever of the two types declares it. */
const TABLE: Pick<ResourceType, 'honoured' | 'identify'> = {
  honoured: [
    ...['TableName', 'KeySchema', 'AttributeDefinitions', 'TimeToLiveSpecification'],
    ...['IndexName', 'KeySchema', 'Projection'].flatMap((property) => [
      `GlobalSecondaryIndexes.${property}`,
      `LocalSecondaryIndexes.${property}`,
    ]),
  ],
  identify: identifyTable,
};

/** Amazon DynamoDB: the embedded engine dynalite, on disk. */
export const dynamodb: ServiceDescriptor = {
  name: 'dynamodb',
  types: {
    'AWS::DynamoDB::Table': {
      ...TABLE,
      ignored: {
        ...DESCRIBED,
        BillingMode: CAPACITY,
        ProvisionedThroughput: CAPACITY,
        OnDemandThroughput: CAPACITY,
        WarmThroughput: CAPACITY,
        'GlobalSecondaryIndexes.ProvisionedThroughput': CAPACITY,
        'GlobalSecondaryIndexes.OnDemandThroughput': CAPACITY,
        'GlobalSecondaryIndexes.WarmThroughput': CAPACITY,
        ContributorInsightsSpecification: 'there are no metrics of DynamoDB',
        DeletionProtectionEnabled: '--fresh deletes everything',
        PointInTimeRecoverySpecification: 'the data folder is the only copy',
        ResourcePolicy: REASONS.grants,
        SSESpecification: REASONS.encryption,
        TableClass: 'a matter of price',
      },
    },
    'AWS::DynamoDB::GlobalTable': {
      ...TABLE,
      ignored: {
        BillingMode: CAPACITY,
        Replicas: 'the host is one region, without backups, and checks no grants',
        SSESpecification: REASONS.encryption,
        WarmThroughput: CAPACITY,
        WriteOnDemandThroughputSettings: CAPACITY,
        WriteProvisionedThroughputSettings: CAPACITY,
        ReadOnDemandThroughputSettings: CAPACITY,
        ReadProvisionedThroughputSettings: CAPACITY,
        'GlobalSecondaryIndexes.WarmThroughput': CAPACITY,
        'GlobalSecondaryIndexes.WriteOnDemandThroughputSettings': CAPACITY,
        'GlobalSecondaryIndexes.WriteProvisionedThroughputSettings': CAPACITY,
      },
    },
  },
  start: async ({ stack, folder, calls, warn }) => {
    const started = await startDynamodb({
      folder: folder('dynamodb'),
      tables: readTables(stack),
      authority: calls.iam,
      telemetry: calls.telemetry,
      warn,
    });
    return { endpoint: started.endpoint, calls: { dynamodb: started.call }, close: started.close };
  },
};

function identifyTable(parts: IdentityParts): Identity {
  const identity = identifyByName(chooseName(parts, 'TableName'), (name) => arnOf('dynamodb', `table/${name}`));
  return { ...identity, attributes: { ...identity.attributes, TableId: shortId(parts) } };
}
