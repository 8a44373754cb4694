import type { Template } from '../../../packages/appsync-host/template/read.ts';
import { makeFolderOf, type WhenOver } from './temporary-folder.ts';

/** What `cdk synth` would write for a guest book: a table with a resolver, a Lambda with another, a bucket. */
export function writeGuestBook(change: (template: GuestBook) => void = () => undefined, whenOver?: WhenOver): string {
  const template = structuredClone(guestBook);
  change(template);
  const files = {
    'GuestBook.template.json': JSON.stringify(template),
    'GuestBook.assets.json': JSON.stringify(assets),
    'asset.greeter/index.mjs': greeter,
    'asset.resolver.js': listGuests,
  };
  return makeFolderOf(files, whenOver);
}

export type GuestBook = Template & {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
};

const greeter = `
  // Keeps the process alive, as a connection would.
  setInterval(() => undefined, 1000);
  export const handler = async ({ name }) => {
    if (name === '') throw new RangeError('Who?');
    console.log('greeting a guest');
    return { greeting: process.env.GREETING + ', ' + name, by: process.env.AWS_LAMBDA_FUNCTION_NAME, pid: process.pid };
  };`;

const greet = `
  import { util } from '@aws-appsync/utils';
  export const request = (ctx) => ({ operation: 'Invoke', payload: ctx.args });
  export const response = (ctx) => ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result;`;

const sign = `
  import { util } from '@aws-appsync/utils';
  export const request = (ctx) => ({
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ name: ctx.args.name }),
    attributeValues: util.dynamodb.toMapValues({ words: ctx.args.words }),
  });
  export const response = (ctx) => ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result;`;

const listGuests = `
  export const request = () => ({ operation: 'Scan' });
  export const response = (ctx) => ctx.result.items;`;

const schema = `
  type Greeting { greeting: String! by: String! pid: Int! }
  type Guest { name: ID! words: String }
  type Query { greet(name: String!): Greeting guests: [Guest!] }
  type Mutation { sign(name: ID!, words: String): Guest }`;

const appsync = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
const apiId = { 'Fn::GetAtt': ['Api', 'ApiId'] };
const resolve = (TypeName: string, FieldName: string, rest: object) => ({
  Type: 'AWS::AppSync::Resolver',
  Properties: { ApiId: apiId, TypeName, FieldName, Kind: 'UNIT', Runtime: appsync, ...rest },
});

const sourceRoleArn = { 'Fn::GetAtt': ['SourceRole', 'Arn'] };
const sourcePolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Greeter', 'Arn'] } },
    {
      Effect: 'Allow',
      Action: ['dynamodb:PutItem', 'dynamodb:Scan'],
      Resource: { 'Fn::GetAtt': ['Guests', 'Arn'] },
    },
  ],
};

const guestBook: GuestBook = {
  Resources: {
    Api: {
      Type: 'AWS::AppSync::GraphQLApi',
      Properties: { Name: 'GuestBook', AuthenticationType: 'API_KEY', XrayEnabled: true },
    },
    Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: apiId, Definition: schema } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: apiId } },
    Guests: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Photos: {
      Type: 'AWS::S3::Bucket',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    },
    Greeter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'greeter.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 5,
        Environment: { Variables: { GREETING: { 'Fn::Join': ['', ['Welcome to ', { Ref: 'AWS::StackName' }]] } } },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
    Events: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Greeter' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    SourceRole: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'Sources', PolicyDocument: sourcePolicy }] },
    },
    GreeterSource: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: apiId,
        Name: 'greeter',
        Type: 'AWS_LAMBDA',
        ServiceRoleArn: sourceRoleArn,
        LambdaConfig: { LambdaFunctionArn: { 'Fn::GetAtt': ['Greeter', 'Arn'] } },
      },
    },
    GuestsSource: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: apiId,
        Name: 'guests',
        Type: 'AMAZON_DYNAMODB',
        ServiceRoleArn: sourceRoleArn,
        DynamoDBConfig: { TableName: { Ref: 'Guests' }, AwsRegion: { Ref: 'AWS::Region' } },
      },
    },
    Greet: resolve('Query', 'greet', { Code: greet, DataSourceName: 'greeter' }),
    Sign: resolve('Mutation', 'sign', { Code: sign, DataSourceName: { 'Fn::GetAtt': ['GuestsSource', 'Name'] } }),
    List: resolve('Query', 'guests', { CodeS3Location: 's3://assets/resolver.js', DataSourceName: 'guests' }),
  },
  Outputs: {
    Endpoint: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
    TableName: { Value: { Ref: 'Guests' } },
    BucketName: { Value: { Ref: 'Photos' } },
  },
};

const assets = {
  files: {
    greeter: {
      source: { path: 'asset.greeter', packaging: 'zip' },
      destinations: { here: { objectKey: 'greeter.zip' } },
    },
    resolver: {
      source: { path: 'asset.resolver.js', packaging: 'file' },
      destinations: { here: { objectKey: 'resolver.js' } },
    },
  },
};
