import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from './synthesize.ts';

const template = synthesize();
const FUNCTION = 'AWS::Lambda::Function';

interface Statement {
  Action: string | string[];
  Effect: string;
  Resource: unknown;
}

/** What each role may do: `resource: actions`, by role. Logical ids are told without their hashes. */
function grants(): Record<string, Record<string, string[]>> {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => {
    const { Roles, PolicyDocument } = Properties as {
      Roles: { Ref: string }[];
      PolicyDocument: { Statement: Statement[] };
    };
    const statements = PolicyDocument.Statement.map(({ Action, Resource }) => [nameOf(Resource), [Action].flat()]);
    return [nameOf(Roles[0]), Object.fromEntries(statements)] as const;
  });
  return Object.fromEntries(policies);
}

function nameOf(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return (Ref ?? attribute?.[0] ?? '').replace(/[0-9A-F]{8}$/, '');
}

const OWN_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] };

describe('what each role may do', () => {
  it('is what it needs, by name', () => {
    expect(grants()).toEqual({
      PredictRole: {
        PredictLogs: OWN_LOGS,
        ...TRACES,
        Predictions: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      },
      AuthorizerRole: { AuthorizerLogs: OWN_LOGS, ...TRACES, Clients: ['dynamodb:GetItem'] },
      ApiLogsRole: { ApiLogs: OWN_LOGS },
      ApiPredictionsSourceRole: { Predictions: ['dynamodb:GetItem', 'dynamodb:Query'] },
      ApiPredictSourceRole: { Predict: ['lambda:InvokeFunction'] },
    });
  });

  it('is said in the policies above, and nowhere else', () => {
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent(), Policies: Match.absent() });
  });
});

describe('the Lambdas', () => {
  it('are two, on Node 24, with traces', () => {
    template.resourceCountIs(FUNCTION, 2);
    template.allResourcesProperties(FUNCTION, {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('run on the architecture that the context names, x86_64 by default', () => {
    template.allResourcesProperties(FUNCTION, { Architectures: ['x86_64'] });
    synthesize({ architecture: 'arm64' }).allResourcesProperties(FUNCTION, { Architectures: ['arm64'] });
    expect(() => synthesize({ architecture: 'arm' })).toThrow('must be one of x86_64, arm64');
  });

  it('have a log group each, which forgets', () => {
    const groups = resourcesOf(template, FUNCTION).map(([, { Properties }]) => Properties.LoggingConfig);
    expect(groups.map((config) => nameOf((config as { LogGroup: unknown }).LogGroup)).sort()).toEqual([
      'AuthorizerLogs',
      'PredictLogs',
    ]);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('are told their tables', () => {
    const variables = (name: string): object => ({
      Environment: { Variables: Match.objectLike({ [name]: Match.anyValue() }) },
    });
    template.hasResourceProperties(FUNCTION, variables('PREDICTIONS_TABLE'));
    template.hasResourceProperties(FUNCTION, variables('CLIENTS_TABLE'));
  });
});
