import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../infra/api.ts';
import { ROOT } from '../../infra/bundle.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const template = synthesize();
const API = 'AWS::AppSync::GraphQLApi';

function readText(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

function rootFields(): string[] {
  const schema = buildSchema(readText('schema.graphql') + readText('local/appsync.graphql'));
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`));
}

describe('who may come in', () => {
  it('is asked of the authorizer, for what has the form of a key, and kept for 30 seconds', () => {
    const [[authorizerId] = ['']] = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) =>
      id.startsWith('Authorizer'),
    );
    template.hasResourceProperties(API, {
      AuthenticationType: 'AWS_LAMBDA',
      LambdaAuthorizerConfig: {
        AuthorizerResultTtlInSeconds: 30,
        AuthorizerUri: { 'Fn::GetAtt': [authorizerId, 'Arn'] },
        IdentityValidationExpression: '^trr_[A-Za-z0-9]{40}$',
      },
    });
  });

  it('is answered by IAM in the second place, and by nothing else', () => {
    template.hasResourceProperties(API, { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] });
    template.resourceCountIs('AWS::AppSync::ApiKey', 0);
  });

  it('lets AppSync, for this API only, invoke the authorizer', () => {
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'appsync.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'Arn'] },
    });
  });
});

describe('what the API allows', () => {
  it('ends at a depth of 8 and at 200 resolvers', () => {
    template.hasResourceProperties(API, { QueryDepthLimit: 8, ResolverCountLimit: 200 });
  });

  it('includes introspection, unless the context says off', () => {
    template.hasResourceProperties(API, { IntrospectionConfig: 'ENABLED' });
    synthesize({ introspection: 'off' }).hasResourceProperties(API, { IntrospectionConfig: 'DISABLED' });
  });

  it('is not left to a misspelt setting', () => {
    expect(() => synthesize({ introspection: 'no' })).toThrow('Context introspection must be one of on, off, not no.');
  });
});

describe('what the API leaves behind', () => {
  it('are traces, and logs of failing fields without headers, arguments and answers', () => {
    template.hasResourceProperties(API, {
      XrayEnabled: true,
      LogConfig: { ExcludeVerboseContent: true, FieldLogLevel: 'ERROR' },
    });
  });

  it('goes to the log group that AppSync looks for, which forgets', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', ['/aws/appsync/apis/', { 'Fn::GetAtt': [Match.anyValue(), 'ApiId'] }]] },
      RetentionInDays: 30,
    });
  });
});

describe('the root fields', () => {
  const resolvers = resourcesOf(template, 'AWS::AppSync::Resolver').map(([, { Properties }]) => Properties);

  it('have one resolver each, from the data source that the table names', () => {
    const table = resolvers.map((one) => [`${String(one.TypeName)}.${String(one.FieldName)}`, one.DataSourceName]);
    expect(table.sort()).toEqual(Object.entries(FIELDS).sort());
    expect(Object.keys(FIELDS).sort()).toEqual(rootFields().sort());
  });

  it.each(resolvers)('$TypeName.$FieldName runs code that AppSync takes', ({ Code, Kind, Runtime }) => {
    const code = String(Code);
    expect({ Kind, Runtime }).toEqual({ Kind: 'UNIT', Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' } });
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(32 * 1024);
    const imports = [...code.matchAll(/^import .* from "(.*)";$/gm)].map(([, specifier]) => specifier);
    expect(new Set(imports)).toEqual(new Set(['@aws-appsync/utils']));
    expect(code).toMatch(/^\/\/# sourceMappingURL=data:application\/json;base64,/m);
    expect(code).not.toContain(ROOT);
  });

  it('are those of schema.graphql, which the template carries whole', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLSchema', { Definition: readText('schema.graphql') });
  });
});
