import { setTimeout as pause } from 'node:timers/promises';
import { BatchClient, DescribeJobsCommand, type JobDetail, SubmitJobCommand } from '@aws-sdk/client-batch';
import type { Host } from '../../../../packages/appsync-host/host.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolderOf } from '../temporary-folder.ts';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCKERFILE = `
ARG BASE=docker.io/library/node:24
FROM \${BASE} AS tools
RUN echo nothing of this stage
FROM \${BASE} AS job
ENV PLACE="guest book" NODE_ENV=production
WORKDIR /app
COPY --chown=1:1 . ./
USER 1
ENTRYPOINT ["node", "/app/job.mjs"]
CMD ["report"]
`;

/** Does what its first argument says, and prints what it was started with. */
const PROGRAM = `
import { writeFileSync } from 'node:fs';
const [what, ...words] = process.argv.slice(2);
const { PLACE, AWS_BATCH_JOB_ID, AWS_BATCH_JOB_ATTEMPT, AWS_BATCH_JQ_NAME, FLOWER, USER_SECRET } = process.env;
console.log(JSON.stringify({ pid: process.pid, what, words, PLACE, AWS_BATCH_JOB_ID, AWS_BATCH_JOB_ATTEMPT,
  AWS_BATCH_JQ_NAME, FLOWER, USER_SECRET, send: typeof process.send }));
if (what === 'fail') process.exit(Number(words[0]));
if (what === 'failOnce' && AWS_BATCH_JOB_ATTEMPT === '1') process.exit(75);
if (what === 'waitOnce' && AWS_BATCH_JOB_ATTEMPT === '1') setInterval(() => undefined, 1000);
if (what === 'wait') {
  process.on('SIGTERM', () => { console.log('told to end'); process.exit(words[0] === 'well' ? 0 : 3); });
  setInterval(() => undefined, 1000);
}
if (what === 'fill') { const all = []; for (;;) all.push(Buffer.alloc(1e7, 1)); }
if (what === 'write') writeFileSync(new URL('./left-behind', import.meta.url), 'x');
`;

export const QUEUE = 'GuestBook-Queue';
export const DEFINITION = 'GuestBook-Printing';

/** What `cdk synth` would write for the guest book with a queue of jobs in containers. */
export function writeStackWithJobs(change: (resources: GuestBook['Resources']) => void = () => undefined): string {
  const folder = writeGuestBook(({ Resources }) => {
    Object.assign(Resources, structuredClone(RESOURCES));
    change(Resources);
  });
  const image = makeFolderOf({ Dockerfile: DOCKERFILE, 'job.mjs': PROGRAM });
  cpSync(image, join(folder, 'asset.image'), { recursive: true });
  const source = { directory: 'asset.image', dockerFile: 'Dockerfile', dockerBuildTarget: 'job' };
  const dockerImages = { image: { source, destinations: { here: { repositoryName: 'images', imageTag: 'abc123' } } } };
  const assets = { files: { greeter: GREETER, resolver: RESOLVER }, dockerImages };
  writeFileSync(join(folder, 'GuestBook.assets.json'), JSON.stringify(assets));
  return folder;
}

const GREETER = {
  source: { path: 'asset.greeter', packaging: 'zip' },
  destinations: { here: { objectKey: 'greeter.zip' } },
};
const RESOLVER = {
  source: { path: 'asset.resolver.js', packaging: 'file' },
  destinations: { here: { objectKey: 'resolver.js' } },
};

const RESOURCES: GuestBook['Resources'] = {
  Network: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Network' } } },
  Machines: {
    Type: 'AWS::Batch::ComputeEnvironment',
    Properties: {
      Type: 'MANAGED',
      ComputeResources: { Type: 'FARGATE', MaxvCpus: 2, Subnets: [{ Ref: 'Subnet' }], SecurityGroupIds: [] },
    },
  },
  Queue: {
    Type: 'AWS::Batch::JobQueue',
    Properties: { Priority: 1, ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: { Ref: 'Machines' } }] },
  },
  JobRole: {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: {} },
  },
  Printing: {
    Type: 'AWS::Batch::JobDefinition',
    Properties: {
      Type: 'container',
      PlatformCapabilities: ['FARGATE'],
      RetryStrategy: {
        Attempts: 2,
        EvaluateOnExit: [
          { Action: 'RETRY', OnStatusReason: 'Host EC2*' },
          { Action: 'RETRY', OnExitCode: '75' },
          { Action: 'EXIT', OnReason: '*' },
        ],
      },
      Timeout: { AttemptDurationSeconds: 60 },
      ContainerProperties: {
        Image: { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/images:abc123' },
        JobRoleArn: { 'Fn::GetAtt': ['JobRole', 'Arn'] },
        Environment: [{ Name: 'FLOWER', Value: 'rose' }],
        ResourceRequirements: [
          { Type: 'VCPU', Value: '2' },
          { Type: 'MEMORY', Value: '4096' },
        ],
        NetworkConfiguration: { AssignPublicIp: 'ENABLED' },
        LogConfiguration: {
          LogDriver: 'awslogs',
          Options: { 'awslogs-group': { Ref: 'Logs' }, 'awslogs-stream-prefix': 'print' },
        },
      },
    },
  },
};

/** Looks again and again until a log has that text. */
export async function untilLogged(readLog: () => string, text: string): Promise<void> {
  for (;;) {
    try {
      if (readLog().includes(text)) return;
    } catch {
      // Nothing was printed yet.
    }
    await pause(10);
  }
}

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Batch of a host, by the unmodified SDK: as its user, or whoever the keys belong to. */
export function openBatch({ aws }: Pick<Host, 'aws'>, { accessKeyId, secretAccessKey, ...session }: Keys = aws) {
  const { endpoints, region } = aws;
  const { sessionToken } = session;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const batch = new BatchClient({ endpoint: endpoints.batch ?? '', region, credentials, maxAttempts: 1 });
  const describe = async (jobId: string): Promise<JobDetail> => {
    const { jobs = [] } = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
    const [job] = jobs;
    if (job === undefined) throw new Error(`There is no job ${jobId}.`);
    return job;
  };
  return {
    batch,
    describe,
    /** Submits a job that runs this command; returns its id. */
    submit: async (command: string[], more: Record<string, unknown> = {}): Promise<string> => {
      const wanted = { jobName: 'print', jobQueue: QUEUE, jobDefinition: DEFINITION, ...more };
      const overrides = { command, ...(more['containerOverrides'] ?? {}) };
      const { jobId = '' } = await batch.send(new SubmitJobCommand({ ...wanted, containerOverrides: overrides }));
      return jobId;
    },
    /** Looks again and again until the job stands so. */
    until: async (jobId: string, status: string): Promise<JobDetail> => {
      for (;;) {
        const job = await describe(jobId);
        if (job.status === status) return job;
        if (job.status === 'FAILED' || job.status === 'SUCCEEDED') {
          throw new Error(`The job is ${job.status}, and not ${status}: ${job.statusReason}`);
        }
        await pause(10);
      }
    },
  };
}
