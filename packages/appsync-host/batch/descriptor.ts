import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningService, ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { assumeRole, isKnown } from '../iam/authority.ts';
import { type FunctionLog, openLog } from '../lambda/log.ts';
import { isRecord } from '../record.ts';
import { arnOf, chooseName, type Identity, type IdentityParts } from '../template/identity.ts';
import { DESCRIBED } from '../template/resource-type.ts';
import { startContainer } from './container.ts';
import { type BatchStack, type ComputeEnvironment, readBatch } from './definition.ts';
import type { Job } from './job.ts';
import { openJobs } from './jobs.ts';
import { startBatchServer } from './server.ts';

const NO_NETWORK = 'a container is a process of this machine';
const { Tags } = DESCRIBED;
const STATES = ['ENABLED', 'DISABLED'];

/** AWS Batch on Fargate: jobs in containers, each in a process of its own. */
export const batch: ServiceDescriptor = {
  name: 'batch',
  types: {
    'AWS::Batch::ComputeEnvironment': {
      honoured: ['ComputeEnvironmentName', 'Type', 'State', 'ComputeResources.Type', 'ComputeResources.MaxvCpus'],
      ignored: {
        Tags,
        'ComputeResources.Subnets': NO_NETWORK,
        'ComputeResources.SecurityGroupIds': NO_NETWORK,
        ReplaceComputeEnvironment: 'nothing is replaced',
        ServiceRole: 'nothing is made in the name of Batch',
        UpdatePolicy: 'nothing is replaced',
      },
      values: { Type: ['MANAGED', 'managed'], State: STATES, 'ComputeResources.Type': ['FARGATE', 'FARGATE_SPOT'] },
      identify: (parts) => identifyByArn(parts, 'ComputeEnvironmentName', 'compute-environment'),
    },
    'AWS::Batch::JobQueue': {
      honoured: ['JobQueueName', 'Priority', 'State', 'ComputeEnvironmentOrder'],
      ignored: { Tags, JobQueueType: 'its compute environments tell it' },
      values: { State: STATES },
      identify: (parts) => identifyByArn(parts, 'JobQueueName', 'job-queue'),
    },
    'AWS::Batch::JobDefinition': {
      honoured: [
        ...['JobDefinitionName', 'Type', 'PlatformCapabilities', 'Parameters', 'RetryStrategy.Attempts'],
        ...['RetryStrategy.EvaluateOnExit', 'Timeout.AttemptDurationSeconds', 'ContainerProperties.Image'],
        ...['ContainerProperties.Command', 'ContainerProperties.Environment', 'ContainerProperties.JobRoleArn'],
        ...['ContainerProperties.ExecutionRoleArn', 'ContainerProperties.ResourceRequirements'],
        'ContainerProperties.LogConfiguration.LogDriver',
        'ContainerProperties.LogConfiguration.Options.awslogs-group',
        'ContainerProperties.LogConfiguration.Options.awslogs-stream-prefix',
      ],
      ignored: {
        Tags,
        PropagateTags: 'labels',
        'ContainerProperties.LogConfiguration.Options.awslogs-region': 'the host is one region',
        'ContainerProperties.NetworkConfiguration': NO_NETWORK,
        'ContainerProperties.FargatePlatformConfiguration': NO_NETWORK,
        'ContainerProperties.RuntimePlatform': "the laptop's own is used",
        'ContainerProperties.EphemeralStorage': 'the disk of the laptop is as large as it is',
        'ContainerProperties.ReadonlyRootFilesystem': 'only the folder for temporary files can be written to',
        'ContainerProperties.User': 'what a process may do does not depend on its user',
        'ContainerProperties.LinuxParameters.InitProcessEnabled': NO_NETWORK,
      },
      values: { Type: ['container'], 'ContainerProperties.LogConfiguration.LogDriver': ['awslogs'] },
      identify: identifyDefinition,
    },
  },
  start: startBatch,
};

async function startBatch(surroundings: Surroundings): Promise<RunningService> {
  const { templates, folder, calls, warn } = surroundings;
  let batchStack = readBatch(templates.current(), warn);
  const { environments, definitions } = batchStack;
  if (environments.length + definitions.length === 0) {
    // A stack without jobs has nothing that listens, and no folder.
    return { close: () => undefined };
  }
  for (const { name, container } of definitions) {
    if (!isKnown(calls.iam, container.jobRoleArn)) {
      warn(`${name} has no job role of the stack: what it does is not checked.`);
    }
  }
  const current = () => batchStack;
  const running = openRunner(surroundings, current);
  const jobs = openJobs({ folder: folder('batch'), batch: current, start: running.start });
  const server = await startBatchServer({ batch: current, jobs, now: Date.now }, calls.iam);
  // Whatever a container calls has started by then.
  const timer = setImmediate(jobs.resume);
  return {
    endpoint: server.endpoint,
    adopt: (stack) => void (batchStack = readBatch(stack, () => undefined)),
    close: async () => {
      clearImmediate(timer);
      await server.close();
      await jobs.close();
      await running.close();
    },
  };
}

/** Starts containers, in the names of their roles, and keeps what they print. */
function openRunner({ folder, access, calls, wishes, echo }: Surroundings, batch: () => BatchStack) {
  const temporaryFolder = realpathSync(mkdtempSync(join(tmpdir(), 'batch-')));
  const logs = new Map<string, FunctionLog>();
  const openOutput = ({ definitionName, container }: Job): ((text: string) => void) => {
    const log = logs.get(definitionName) ?? openLog(folder('logs'), definitionName, echo);
    logs.set(definitionName, log);
    const tell = calls.telemetry.openStream(container.logGroup);
    return (text) => {
      log.write(text);
      tell(text);
    };
  };
  return {
    start: (job: Job, { name }: ComputeEnvironment) => {
      const { jobRoleArn } = job.container;
      const session = jobRoleArn === undefined ? undefined : { roleArn: jobRoleArn, sessionName: job.id };
      const endpoints = { ...access.endpoints, ...wishes.functionEndpoints };
      return startContainer({
        job: withAddresses(job, batch()),
        access: { ...access, endpoints, ...assumeRole(calls.iam, session) },
        environmentName: name,
        temporaryFolder,
        write: openOutput(job),
      });
    },
    close: async () => {
      await Promise.all([...logs.values()].map((log) => log.close()));
      rmSync(temporaryFolder, { recursive: true, force: true });
    },
  };
}

/** A job that was kept knows the addresses of a host that is gone: those of its definition are today's. */
function withAddresses(job: Job, { definitions }: BatchStack): Job {
  const today = definitions.find(({ name }) => name === job.definitionName);
  if (today === undefined) return job;
  const environment = { ...job.container.environment, ...today.container.environment, ...job.container.ownEnvironment };
  return { ...job, container: { ...job.container, environment } };
}

function identifyByArn(parts: IdentityParts, property: string, kind: string): Identity {
  const arn = arnOf('batch', `${kind}/${chooseName(parts, property)}`);
  const attribute = kind === 'job-queue' ? 'JobQueueArn' : 'ComputeEnvironmentArn';
  return { ref: arn, attributes: { [attribute]: arn } };
}

/** Whatever changes makes another revision, whose number its ARN ends in. */
function identifyDefinition(parts: IdentityParts): Identity {
  const arn = arnOf('batch', `job-definition/${chooseName(parts, 'JobDefinitionName')}`);
  const container = parts.property('ContainerProperties');
  // The address of the host's API is another one at each start.
  const steady = isRecord(container) ? { ...container, Environment: undefined } : container;
  const said = [steady, ...['RetryStrategy', 'Timeout', 'Parameters'].map((name) => parts.property(name))];
  const revision = parts.numberOf(arn, createHash('sha256').update(JSON.stringify(said)).digest('hex'));
  const ref = `${arn}:${revision}`;
  return { ref, attributes: { JobDefinitionArn: ref } };
}
