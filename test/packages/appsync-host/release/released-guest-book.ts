import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { buildSync } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Host, type HostOptions, startHost } from '../../../../packages/appsync-host/host.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';

/** A greeter that tells its version. */
export const GOOD = `export const handler = async ({ name }, { functionVersion }) =>
  ({ greeting: 'Welcome, ' + name, by: functionVersion, pid: process.pid });`;
/** One that greets nobody. */
export const BAD = `export const handler = async () => { throw new Error('I forgot how.'); };`;
/** One that greets whoever tries it, and nobody else. */
export const BAD_BEHIND = `export const handler = async ({ name }, { functionVersion }) => {
  if (name !== 'probe') throw new Error('I forgot how.');
  return { greeting: 'Welcome, probe', by: functionVersion, pid: process.pid };
};`;

const hook = buildSync({
  stdin: {
    resolveDir: import.meta.dirname,
    contents: `
      import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
      import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
      export const handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId }) => {
        const input = { FunctionName: process.env.NEW_VERSION, Payload: JSON.stringify({ name: 'probe' }) };
        const answer = await new LambdaClient().send(new InvokeCommand(input));
        const { greeting } = JSON.parse(Buffer.from(answer.Payload).toString());
        const status = greeting === 'Welcome, probe' ? 'Succeeded' : 'Failed';
        const told = { deploymentId, lifecycleEventHookExecutionId: LifecycleEventHookExecutionId, status };
        await new CodeDeployClient().send(new PutLifecycleEventHookExecutionStatusCommand(told));
      };`,
  },
  ...{ bundle: true, platform: 'node', format: 'cjs', write: false, minify: true },
}).outputFiles[0]?.text;

/** What a release of the guest book is made of. */
export interface GuestBookRelease {
  /** Part of the names of version and bundle, as their digests would be. */
  letter: string;
  code?: string;
  change?: (resources: GuestBook['Resources']) => void;
  /** Instead of a canary of a tenth for five minutes. */
  config?: string;
  heedsAlarms?: boolean;
  /** With a second function, of which every release has another version, and which moves at once, without a hook. */
  hasPorter?: boolean;
}

/** What `cdk synth` would write for the guest book with a greeter that is released by versions. */
export function writeRelease({ letter, code = GOOD, change, ...wishes }: GuestBookRelease): string {
  const folder = writeGuestBook(({ Resources }) => {
    Object.assign(Resources, resourcesOf(letter, wishes), wishes.hasPorter && porterOf(letter));
    const greeter = Resources['Greeter'];
    if (greeter) Object.assign(greeter.Properties, { Code: codeOf(`greeter-${letter}`), Timeout: 10 });
    change?.(Resources);
  });
  const file = join(folder, 'GuestBook.assets.json');
  const assets = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, object> };
  const add = (name: string, path: string, text: string): void => {
    mkdirSync(join(folder, `asset.${name}`));
    writeFileSync(join(folder, `asset.${name}`, path), text);
    const destinations = { here: { objectKey: `${name}.zip` } };
    assets.files[name] = { source: { path: `asset.${name}`, packaging: 'zip' }, destinations };
  };
  add(`greeter-${letter}`, 'index.mjs', code);
  add('hook', 'index.cjs', hook ?? '');
  writeFileSync(file, JSON.stringify(assets));
  return folder;
}

/** A second function: its bundle is that of the greeter. */
function porterOf(letter: string): object {
  const version = `PorterVersion${letter}`;
  return {
    Porter: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: codeOf(`greeter-${letter}`), Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 10 },
    },
    [version]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Porter' } } },
    PorterLive: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Porter' },
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
        Name: 'live',
      },
    },
  };
}

const codeOf = (name: string) => ({ S3Bucket: 'assets', S3Key: `${name}.zip` });

function resourcesOf(letter: string, { config, heedsAlarms = true }: Omit<GuestBookRelease, 'letter'>): object {
  const version = `GreeterVersion${letter}`;
  const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  const role = (...Statement: object[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {},
      Policies: [{ PolicyName: 'It', PolicyDocument: { Statement } }],
    },
  });
  const greeterArn = { 'Fn::GetAtt': ['Greeter', 'Arn'] };
  const alarm = (name: string, Dimensions: object[]) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...{ AlarmName: name, Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
      ...{ TreatMissingData: 'notBreaching', Dimensions },
    },
  });
  return {
    [version]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Greeter' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
        Name: 'live',
      },
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: 'Application' },
          DeploymentGroupName: { Ref: 'Group' },
          BeforeAllowTrafficHook: { Ref: 'Hook' },
        },
      },
    },
    SourceRole: role(
      allow('lambda:InvokeFunction', { Ref: 'Live' }),
      allow(['dynamodb:PutItem', 'dynamodb:Scan'], { 'Fn::GetAtt': ['Guests', 'Arn'] }),
    ),
    GreeterSource: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
        Name: 'greeter',
        Type: 'AWS_LAMBDA',
        ServiceRoleArn: { 'Fn::GetAtt': ['SourceRole', 'Arn'] },
        LambdaConfig: { LambdaFunctionArn: { Ref: 'Live' } },
      },
    },
    Hook: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ Code: codeOf('hook'), Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 30, MemorySize: 512 },
        Role: { 'Fn::GetAtt': ['HookRole', 'Arn'] },
        Environment: { Variables: { NEW_VERSION: { Ref: version } } },
      },
    },
    HookRole: role(
      allow('lambda:InvokeFunction', { Ref: version }),
      allow('codedeploy:PutLifecycleEventHookExecutionStatus', {
        'Fn::Sub': 'arn:aws:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${Application}/${Group}',
      }),
    ),
    Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
    Group: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'Application' },
        DeploymentConfigName: config ?? 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        ServiceRoleArn: { 'Fn::GetAtt': ['DeployRole', 'Arn'] },
        AlarmConfiguration: { Enabled: heedsAlarms, Alarms: [{ Name: { Ref: 'NewErrors' } }, { Name: 'AllErrors' }] },
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
        DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
      },
    },
    DeployRole: role(
      allow('cloudwatch:DescribeAlarms', '*'),
      allow(['lambda:GetAlias', 'lambda:UpdateAlias'], greeterArn),
      allow('lambda:InvokeFunction', { 'Fn::GetAtt': ['Hook', 'Arn'] }),
    ),
    NewErrors: alarm('NewErrors', [
      { Name: 'FunctionName', Value: { Ref: 'Greeter' } },
      { Name: 'Resource', Value: { 'Fn::Sub': '${Greeter}:live' } },
      { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [version, 'Version'] } },
    ]),
    AllErrors: alarm('AllErrors', [{ Name: 'FunctionName', Value: 'nobody' }]),
  };
}

/** A host with the guest book, whose releases somebody looks at. */
export interface ReleasingHost {
  host: Host;
  lines: string[];
  codedeploy: CodeDeployClient;
  lambda: LambdaClient;
  cloudwatch: CloudWatchClient;
  /** Asks for so many greetings, one after the other: by which version each was given, or `error`. */
  greet: (count: number) => Promise<string[]>;
  /** Moves CloudWatch's clock. */
  pass: (minutes: number) => Promise<void>;
  /** Asks for a release, or for what else there is to ask. */
  post: (path: string, body?: object, secret?: string) => Promise<Response>;
  /** Begins a release: `until` a line of its progress has these words; `ended` has all lines, the status last. */
  release: (folder: string) => Promise<{ until: (words: string) => Promise<void>; ended: Promise<string[]> }>;
  setAlarm: (name: string, state: 'ALARM' | 'OK') => Promise<void>;
  stateOf: (alarm: string) => Promise<string | undefined>;
}

/** Starts the host, its clock in hand. */
export async function startReleasing(cdkOut: string, options: Partial<HostOptions> = {}): Promise<ReleasingHost> {
  const lines: string[] = [];
  const host = await startHost(
    { cdkOut, stateFolder: makeFolder(), clockByHand: true, ...options },
    { warn: (line) => lines.push(line) },
  );
  onTestFinished(host.close);
  const { aws } = host;
  const { accessKeyId, secretAccessKey, region } = aws;
  const every = { region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  const endpoints: Record<string, string> = aws.endpoints;
  const codedeployEndpoint = endpoints['codedeploy'] ?? '';
  const cloudwatch = new CloudWatchClient({ ...every, endpoint: aws.endpoints.cloudwatch });
  const post: ReleasingHost['post'] = (path, body, secret = secretAccessKey) =>
    fetch(`${codedeployEndpoint}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      ...(body && { body: JSON.stringify(body) }),
    });
  return {
    host,
    lines,
    cloudwatch,
    codedeploy: new CodeDeployClient({ ...every, endpoint: codedeployEndpoint }),
    lambda: new LambdaClient({ ...every, endpoint: endpoints['lambda'] ?? '' }),
    greet: (count) => greet(host, count),
    pass: async (minutes) => {
      const body = JSON.stringify({ seconds: 60 * minutes });
      const { ok } = await fetch(`${aws.endpoints.cloudwatch}/clock`, { method: 'POST', body });
      if (!ok) throw new Error('The clock did not move.');
    },
    post,
    release: async (folder) => follow(await post('/release', { cdkOut: folder })),
    setAlarm: async (AlarmName, StateValue) => {
      await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'For a drill.' }));
    },
    stateOf: async (name) => {
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
      return MetricAlarms?.[0]?.StateValue;
    },
  };
}

/** Reads progress as it comes. */
export function follow(response: Response): Awaited<ReturnType<ReleasingHost['release']>> {
  const told: string[] = [];
  const waiting: { words: string; resolve: () => void }[] = [];
  const tell = (line: string): void => {
    told.push(line);
    for (const { words, resolve } of waiting) if (line.includes(words)) resolve();
  };
  const read = async (): Promise<string[]> => {
    if (!response.ok) throw new Error(((await response.json()) as { message: string }).message);
    let rest = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const texts = (rest + Buffer.from(chunk).toString()).split('\n');
      rest = texts.pop() ?? '';
      for (const text of texts.filter(Boolean)) {
        const { line, status } = JSON.parse(text) as { line?: string; status?: string };
        tell(line ?? status ?? '');
      }
    }
    return told;
  };
  const ended = read();
  const until = (words: string): Promise<void> => {
    const found = new Promise<void>((resolve) => {
      if (told.some((line) => line.includes(words))) resolve();
      waiting.push({ words, resolve });
    });
    const missed = ended.then(() => {
      if (!told.some((line) => line.includes(words))) throw new Error(`It ended without ${words}:\n${told.join('\n')}`);
    });
    return Promise.race([found, missed]);
  };
  return { until, ended };
}

/** So many greetings, one after the other: by which version each was given, or `error`. */
export async function greet(
  { endpoint, outputs }: Pick<Host, 'endpoint' | 'outputs'>,
  count: number,
): Promise<string[]> {
  const headers = { 'x-api-key': outputs['Key'] ?? '' };
  const body = JSON.stringify({ query: '{ greet(name: "Ann") { by } }' });
  const greeted: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    const { data } = (await response.json()) as { data: { greet: { by: string } | null } };
    greeted.push(data.greet?.by ?? 'error');
  }
  return greeted;
}

/** How often each came. */
export function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
