/**
 * Compute environments, queues and job definitions as the template describes them. Source: CloudFormation template
 * reference, AWS::Batch; AWS Batch user guide, "Fargate compute environments" and "Job definition parameters".
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';
import { shareMemory } from '../lambda/definition.ts';
import { maybeNumberAt, maybeTextAt, propertyAt, recordsAt, textAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import { readDockerfile } from './dockerfile.ts';
import type { Container } from './job.ts';
import type { ExitRule, RetryStrategy } from './retry.ts';

/** How much may run at once. */
export interface ComputeEnvironment {
  arn: string;
  name: string;
  vcpusMax: number;
  isEnabled: boolean;
}

/** A queue, and where its jobs may run. */
export interface JobQueue {
  arn: string;
  name: string;
  /** Of the queues of one environment the one with the higher number goes first. */
  priority: number;
  isEnabled: boolean;
  /** ARNs, those that are tried first at the head. */
  environments: readonly string[];
}

/** What a job is unless whoever submits it says otherwise. */
export interface JobDefinition {
  arn: string;
  name: string;
  parameters: Readonly<Record<string, string>>;
  retry: RetryStrategy;
  timeoutSeconds?: number;
  container: Omit<Container, 'program' | 'ownEnvironment'>;
  entrypoint: readonly string[];
}

/** All that jobs are made of. */
export interface BatchStack {
  environments: readonly ComputeEnvironment[];
  queues: readonly JobQueue[];
  definitions: readonly JobDefinition[];
}

/** Batch's own group for what containers print. */
const LOG_GROUP = '/aws/batch/job';

/**
 * Reads what the stack has of Batch. A container for which the machine has too little memory gets less, and is named
 * to the user. Errors: HostError for what cannot be run here.
 */
export function readBatch(stack: Stack, warn: (line: string) => void, memoryMax = shareMemory()): BatchStack {
  return {
    environments: stack.resourcesOf('AWS::Batch::ComputeEnvironment').map((resource) => ({
      arn: resource.ref,
      name: nameOf(resource.ref),
      vcpusMax: maybeNumberAt(resource, 'ComputeResources.MaxvCpus') ?? refuse(resource, 'has no MaxvCpus'),
      isEnabled: maybeTextAt(resource, 'State') !== 'DISABLED',
    })),
    queues: stack.resourcesOf('AWS::Batch::JobQueue').map((resource) => ({
      arn: resource.ref,
      name: nameOf(resource.ref),
      priority: maybeNumberAt(resource, 'Priority') ?? 0,
      isEnabled: maybeTextAt(resource, 'State') !== 'DISABLED',
      environments: recordsAt(resource, 'ComputeEnvironmentOrder')
        .toSorted((one, other) => Number(one['Order']) - Number(other['Order']))
        .map((one) => String(one['ComputeEnvironment'])),
    })),
    definitions: stack.resourcesOf('AWS::Batch::JobDefinition').map((resource) => {
      const definition = readDefinition(stack, resource);
      const { memoryMb } = definition.container;
      if (memoryMb <= memoryMax) return definition;
      warn(`${definition.name} has ${memoryMax} MB of memory here; the template says ${memoryMb} MB.`);
      return { ...definition, container: { ...definition.container, memoryMb: memoryMax } };
    }),
  };
}

/** The log group that each job definition logs to. */
export function listJobLogGroups(stack: Stack): string[] {
  return stack.resourcesOf('AWS::Batch::JobDefinition').map(readLogGroup);
}

function readDefinition(stack: Stack, resource: StackResource): JobDefinition {
  const platforms = propertyAt(resource, 'PlatformCapabilities');
  if (!Array.isArray(platforms) || platforms.join() !== 'FARGATE') {
    refuse(resource, 'must have PlatformCapabilities FARGATE: the host runs no EC2 and no EKS jobs');
  }
  const image = textAt(resource, 'ContainerProperties.Image');
  const source = stack.findImage(image);
  const program = readDockerfile(readFileSync(join(source.folder, source.dockerfile), 'utf8'), source.target);
  const [jobRoleArn, executionRoleArn] = ['JobRoleArn', 'ExecutionRoleArn'].map((name) =>
    maybeTextAt(resource, `ContainerProperties.${name}`),
  );
  const timeoutSeconds = maybeNumberAt(resource, 'Timeout.AttemptDurationSeconds');
  return {
    arn: resource.ref,
    name: nameOf(resource.ref),
    parameters: readParameters(resource),
    retry: readRetry(resource),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    entrypoint: program.entrypoint,
    container: {
      image,
      folder: source.folder,
      workdir: program.workdir,
      imageEnvironment: program.environment,
      command: readCommand(resource) ?? program.command,
      environment: readVariables(resource),
      ...readSizes(resource),
      ...(jobRoleArn !== undefined && { jobRoleArn }),
      ...(executionRoleArn !== undefined && { executionRoleArn }),
      logGroup: readLogGroup(resource),
      logStreamPrefix:
        maybeTextAt(resource, 'ContainerProperties.LogConfiguration.Options.awslogs-stream-prefix') ??
        nameOf(resource.ref),
    },
  };
}

function readLogGroup(resource: StackResource): string {
  return maybeTextAt(resource, 'ContainerProperties.LogConfiguration.Options.awslogs-group') ?? LOG_GROUP;
}

function readCommand(resource: StackResource): string[] | undefined {
  const command = propertyAt(resource, 'ContainerProperties.Command');
  return Array.isArray(command) ? command.map(String) : undefined;
}

function readVariables(resource: StackResource): Record<string, string> {
  const variables = recordsAt(resource, 'ContainerProperties.Environment');
  return Object.fromEntries(variables.map((one) => [String(one['Name']), String(one['Value'])]));
}

function readParameters(resource: StackResource): Record<string, string> {
  const given = propertyAt(resource, 'Parameters');
  return isRecord(given) ? Object.fromEntries(Object.entries(given).map(([name, one]) => [name, String(one)])) : {};
}

function readSizes(resource: StackResource): Pick<Container, 'vcpus' | 'memoryMb'> {
  const required = recordsAt(resource, 'ContainerProperties.ResourceRequirements');
  const find = (type: string): number => Number(required.find((one) => one['Type'] === type)?.['Value']);
  const [vcpus, memoryMb] = [find('VCPU'), find('MEMORY')];
  if (!isFargateSize(vcpus, memoryMb)) {
    refuse(resource, `asks for ${vcpus} vCPUs and ${memoryMb} MB, which Fargate does not have together`);
  }
  return { vcpus, memoryMb };
}

/** Smallest, largest and step of the memory, in GB, by vCPUs. Source: ResourceRequirement, "value". */
const FARGATE_SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  0.25: [0.5, 2, 0.5],
  0.5: [1, 4, 1],
  1: [2, 8, 1],
  2: [4, 16, 1],
  4: [8, 30, 1],
  8: [16, 60, 4],
  16: [32, 120, 8],
};

/** Whether Fargate has so much memory with so many vCPUs. */
export function isFargateSize(vcpus: number, memoryMb: number): boolean {
  const [min, max, step] = FARGATE_SIZES[vcpus] ?? [1, 0, 1];
  const gigabytes = memoryMb / 1024;
  // With a quarter of a vCPU it is 0.5, 1 or 2 GB.
  if (vcpus === 0.25 && gigabytes === 1.5) return false;
  return gigabytes >= min && gigabytes <= max && Number.isInteger((gigabytes - min) / step);
}

function readRetry(resource: StackResource): RetryStrategy {
  const rules = recordsAt(resource, 'RetryStrategy.EvaluateOnExit').map((rule): ExitRule => {
    const patternAt = (name: string): string | undefined => {
      const pattern = rule[name];
      return typeof pattern === 'string' || typeof pattern === 'number' ? String(pattern) : undefined;
    };
    const [onStatusReason, onReason] = [patternAt('OnStatusReason'), patternAt('OnReason')];
    const onExitCode = patternAt('OnExitCode');
    return {
      action: String(rule['Action']).toUpperCase() === 'EXIT' ? 'EXIT' : 'RETRY',
      ...(onStatusReason !== undefined && { onStatusReason }),
      ...(onReason !== undefined && { onReason }),
      ...(onExitCode !== undefined && { onExitCode }),
    };
  });
  return { attempts: maybeNumberAt(resource, 'RetryStrategy.Attempts') ?? 1, evaluateOnExit: rules };
}

/** The name in an ARN of Batch, without the number of a job definition. */
export function nameOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1).replace(/:\d+$/, '');
}

function refuse({ logicalId, type }: StackResource, what: string): never {
  throw new HostError(`${logicalId} (${type}) ${what}.`);
}
