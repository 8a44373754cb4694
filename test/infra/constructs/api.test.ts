import { readdirSync, readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import {
  buildSchema,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isUnionType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { CREDENTIAL_PATTERN } from '../../../contract/keys.ts';
import { ROOT } from '../../../infra/bundle.ts';
import { ROOT_FIELDS, STEPS } from '../../../contract/root-fields.ts';
import { resourcesOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const API = 'AWS::AppSync::GraphQLApi';

function readText(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

const schema: GraphQLSchema = buildSchema(
  readText('schema.graphql') + readText('packages/appsync-host/appsync.graphql'),
);
const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

function rootFields(): string[] {
  return rootTypes.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`));
}

/** How many levels a selection of everything has; our types have no circles. */
function depthOf(type: GraphQLNamedType | null | undefined, above: readonly string[] = []): number {
  if (!isCompositeType(type)) return 0;
  if (above.includes(type.name)) throw new Error(`${type.name} holds itself, so a query may be as deep as it likes.`);
  const parts = isUnionType(type)
    ? [...type.getTypes()]
    : Object.values(type.getFields()).map((field) => getNamedType(field.type));
  return Math.max(...parts.map((part) => depthOf(part, [...above, type.name]))) + (isUnionType(type) ? 0 : 1);
}

describe('who may come in', () => {
  it('R24: is asked of the authorizer, for what has the form of a key or a token, and kept for 30 seconds', () => {
    const [[authorizerId] = ['']] = resourcesOf(template, 'AWS::Lambda::Alias').filter(([id]) =>
      id.startsWith('Authorizer'),
    );
    template.hasResourceProperties(API, {
      AuthenticationType: 'AWS_LAMBDA',
      LambdaAuthorizerConfig: {
        AuthorizerResultTtlInSeconds: 30,
        AuthorizerUri: { Ref: authorizerId },
        IdentityValidationExpression: CREDENTIAL_PATTERN,
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
  it('R22: ends at 20 resolvers, and at no depth: types have no circles, and introspection is deeper than they are', () => {
    template.hasResourceProperties(API, { QueryDepthLimit: Match.absent(), ResolverCountLimit: 20 });
    expect(Math.max(...rootTypes.map((type) => depthOf(type)))).toBe(5);
  });

  it('is far more than any operation of the client library asks for at once', () => {
    const folder = `${ROOT}packages/client/operations/`;
    const operations = readdirSync(folder)
      .flatMap((file) => parse(readFileSync(folder + file, 'utf8')).definitions)
      .filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    expect(operations.length).toBeGreaterThan(20);
    expect(Math.max(...operations.map(({ selectionSet }) => selectionSet.selections.length))).toBe(1);
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
  const steps = resourcesOf(template, 'AWS::AppSync::FunctionConfiguration');

  /** The data source of a unit resolver, the names of the steps of a pipeline. */
  function answeredBy({ DataSourceName, PipelineConfig }: Record<string, unknown>): unknown {
    if (PipelineConfig === undefined) return DataSourceName;
    const { Functions } = PipelineConfig as { Functions: { 'Fn::GetAtt': [string, 'FunctionId'] }[] };
    return Functions.map((reference) => steps.find(([id]) => id === reference['Fn::GetAtt'][0])?.[1].Properties.Name);
  }

  function sourcesOf(table: Record<string, { source: unknown }>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(table).map(([name, { source }]) => [name, source]));
  }

  it('have one resolver each, from the data source or by the steps that the table names', () => {
    const table = resolvers.map((one) => [`${String(one.TypeName)}.${String(one.FieldName)}`, answeredBy(one)]);
    expect(Object.fromEntries(table)).toEqual(sourcesOf(ROOT_FIELDS));
    expect(Object.keys(ROOT_FIELDS).sort()).toEqual(rootFields().sort());
  });

  it('have steps from the data source that the table names', () => {
    const table = steps.map(([, { Properties }]) => [Properties.Name, Properties.DataSourceName]);
    expect(Object.fromEntries(table)).toEqual(sourcesOf(STEPS));
  });

  const codes = [
    ...resolvers.map((one) => ({ ...one, name: `${String(one.TypeName)}.${String(one.FieldName)}` })),
    ...steps.map(([, { Properties }]) => ({ ...Properties, name: String(Properties.Name) })),
  ] as { name: string; Code: unknown; Runtime: unknown }[];

  it.each(codes)('$name runs code that AppSync takes', ({ Code, Runtime }) => {
    const code = String(Code);
    expect(Runtime).toEqual({ Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' });
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(32 * 1024);
    const imports = [...code.matchAll(/^import .* from "(.*)";$/gm)].map(([, specifier]) => specifier);
    expect(imports.filter((specifier) => specifier !== '@aws-appsync/utils')).toEqual([]);
    const isTraced = /^\/\/# sourceMappingURL=data:application\/json;base64,/m.test(code);
    // A map takes about as much as its code: only where there is no room for it there is none.
    expect(isTraced || Buffer.byteLength(code) > 16 * 1024).toBe(true);
    expect(code).not.toContain(ROOT);
  });

  it('are those of schema.graphql, whose descriptions the template carries as comments, in ASCII alone', () => {
    const [found] = resourcesOf(template, 'AWS::AppSync::GraphQLSchema');
    const definition = String(found?.[1].Properties.Definition);
    const withoutDescriptions = visit(parse(readText('schema.graphql')), {
      enter: (node) => ('description' in node && node.description ? { ...node, description: undefined } : undefined),
    });
    expect(print(parse(definition))).toBe(print(withoutDescriptions));
    expect(definition).toContain(
      '  # Tasting note, e.g. `Petrol, lime and slate, with bracing acidity`: 1 to 4,000 characters.\n  description: String\n',
    );
    expect(definition).toContain('# WORD: One word of the note.\n');
    expect(definition).toMatch(/^enum EvidenceKind {\n {2}WORD\n {2}PHRASE\n {2}FIELD\n}$/m);
  });

  it('carry the descriptions as they are where the context says so', () => {
    const kept = synthesize({ schemaDescriptions: 'keep' });
    kept.hasResourceProperties('AWS::AppSync::GraphQLSchema', { Definition: readText('schema.graphql') });
  });
});
