import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, SFNClient } from '@aws-sdk/client-sfn';
import { S3Client } from '@aws-sdk/client-s3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Host, startHost } from '../../../../packages/appsync-host/host.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

/** What the role of the machine may do, statement by statement. */
export const GRANTS = {
  invoke: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: attribute('Greeter', 'Arn') },
  read: {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: { 'Fn::Join': ['', [attribute('Photos', 'Arn'), '/lists/*']] },
  },
  write: {
    Effect: 'Allow',
    Action: 's3:PutObject',
    Resource: { 'Fn::Join': ['', [attribute('Photos', 'Arn'), '/greetings/*']] },
  },
  start: {
    Effect: 'Allow',
    Action: 'states:StartExecution',
    Resource: 'arn:aws:states:us-east-1:000000000000:stateMachine:Greetings',
  },
};

/** A machine that greets everybody of a list in S3. */
export const GREETINGS = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'Each',
      MaxConcurrency: 2,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: '@bucket', 'Key.$': '$.key' },
      },
      ItemSelector: { 'name.$': '$$.Map.Item.Value' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Greet',
        States: { Greet: { Type: 'Task', Resource: '@greeter', TimeoutSeconds: 60, End: true } },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: '@bucket', Prefix: 'greetings' },
        WriterConfig: { OutputType: 'JSONL', Transformation: 'COMPACT' },
      },
      ResultPath: '$.run',
      End: true,
    },
  },
};

export interface CellarOptions {
  definition?: object;
  grants?: readonly object[];
  change?: (template: GuestBook) => void;
  /** Of the function that greets. */
  code?: string;
}

/** What `cdk synth` would write for a guest book with a state machine; as the CDK, it joins the definition of texts. */
export function writeCellar({
  definition = GREETINGS,
  grants = Object.values(GRANTS),
  change,
  code,
}: CellarOptions = {}): string {
  const folder = writeGuestBook((template) => {
    const parts = JSON.stringify(definition).split(/(@bucket|@greeter)/);
    const references: Record<string, object> = {
      '@bucket': { Ref: 'Photos' },
      '@greeter': attribute('Greeter', 'Arn'),
    };
    Object.assign(template.Resources, {
      MachineRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {},
          Policies: [{ PolicyName: 'Machine', PolicyDocument: { Statement: grants } }],
        },
      },
      Greetings: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'Greetings',
          RoleArn: attribute('MachineRole', 'Arn'),
          DefinitionString: { 'Fn::Join': ['', parts.map((part) => references[part] ?? part)] },
          LoggingConfiguration: {
            Level: 'ALL',
            IncludeExecutionData: false,
            Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: attribute('Logs', 'Arn') } }],
          },
        },
      },
    });
    Object.assign(template, {
      Outputs: { ...template['Outputs' as keyof GuestBook], MachineArn: { Value: { Ref: 'Greetings' } } },
    });
    change?.(template);
  });
  if (code !== undefined) writeFileSync(join(folder, 'asset.greeter/index.mjs'), code);
  return folder;
}

/** That stack at work in this process, with clients of the unmodified SDK, until the test ends. */
export async function startCellar(options: CellarOptions = {}) {
  const host = await startHost({ cdkOut: writeCellar(options), stateFolder: makeFolder() }, { warn: () => undefined });
  onTestFinished(() => host.close());
  return { host, ...connect(host) };
}

/** That stack in a process of its own, which can be killed; `stateFolder` keeps its state. */
export async function forkCellar(cdkOut: string, stateFolder: string) {
  const main = join(import.meta.dirname, '../../../../packages/appsync-host/main.ts');
  const child = fork(main, ['--cdk-out', cdkOut, '--data', stateFolder, '--port', '0'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [host] = (await once(child, 'message')) as [Host];
  const kill = async (): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { host, kill, ...connect(host) };
}

function connect({ aws: { region, endpoints, ...credentials }, outputs }: Host) {
  const sfn = new SFNClient({ region, credentials, endpoint: endpoints.sfn, maxAttempts: 1 });
  const s3 = new S3Client({ region, credentials, endpoint: endpoints.s3, maxAttempts: 1 });
  onTestFinished(() => {
    sfn.destroy();
    s3.destroy();
  });
  return { sfn, s3, bucket: outputs['BucketName'] ?? '', stateMachineArn: outputs['MachineArn'] ?? '' };
}

/** An execution once it has ended. */
export async function waitForEnd(sfn: SFNClient, executionArn = ''): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const told = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (told.status !== 'RUNNING') return told;
    await setImmediate();
  }
}
