/**
 * AWS Batch's API, as far as jobs need it. Source: AWS Batch API reference, "SubmitJob", "DescribeJobs", "ListJobs",
 * "TerminateJob", "CancelJob".
 */
import { randomUUID } from 'node:crypto';
import { shareMemory } from '../lambda/definition.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { arnOf } from '../template/identity.ts';
import { type BatchStack, isFargateSize, type JobDefinition, type JobQueue } from './definition.ts';
import type { Container, Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { ClientException, listAt, maybeTextAt, refuseOthers, textAt, textMapOf } from './request.ts';
import type { ExitRule, RetryStrategy } from './retry.ts';
import { showJob, summarizeJob } from './show.ts';

/** What calls are answered from. */
export interface BatchRoom {
  batch: () => BatchStack;
  jobs: Jobs;
  now: () => number;
}

/** An operation: the resources that the caller must be allowed to use, all of them, and what it answers. */
interface Operation {
  resourcesOf: (body: JsonRecord, room: BatchRoom) => string[];
  run: (body: JsonRecord, room: BatchRoom) => JsonRecord;
}

const ANY = () => ['*'];
const ofJob = (body: JsonRecord): string[] => [arnOf('batch', `job/${textAt(body, 'jobId')}`)];

/** Every operation that the host knows, by its path. */
export const OPERATIONS: Readonly<Record<string, Operation & { name: string }>> = {
  '/v1/submitjob': {
    name: 'SubmitJob',
    resourcesOf: (body, room) => [findDefinition(body, room).arn, findQueue(body, room).arn],
    run: submitJob,
  },
  '/v1/describejobs': {
    name: 'DescribeJobs',
    resourcesOf: ANY,
    run: (body, { jobs }) => {
      const found = listAt(body, 'jobs').flatMap((id) => jobs.find(String(id)) ?? []);
      return { jobs: found.map(showJob) };
    },
  },
  '/v1/listjobs': { name: 'ListJobs', resourcesOf: ANY, run: listJobs },
  '/v1/terminatejob': {
    name: 'TerminateJob',
    resourcesOf: ofJob,
    run: (body, { jobs }) => {
      jobs.terminate(textAt(body, 'jobId'), textAt(body, 'reason'));
      return {};
    },
  },
  '/v1/canceljob': {
    name: 'CancelJob',
    resourcesOf: ofJob,
    run: (body, { jobs }) => {
      jobs.cancel(textAt(body, 'jobId'), textAt(body, 'reason'));
      return {};
    },
  },
};

const SUBMITTED = [
  ...['jobName', 'jobQueue', 'jobDefinition', 'parameters', 'containerOverrides', 'retryStrategy', 'timeout'],
  ...['tags', 'propagateTags', 'dependsOn'],
];
const OVERRIDDEN = ['command', 'environment', 'resourceRequirements'];
const NAME = /^[A-Za-z0-9][\w-]{0,127}$/;
const ATTEMPTS_MAX = 10;
/** Fargate's own; a shorter timeout is refused. */
const TIMEOUT_SECONDS_MIN = 60;

function submitJob(body: JsonRecord, room: BatchRoom): JsonRecord {
  refuseOthers(body, SUBMITTED, '');
  if (listAt(body, 'dependsOn').length > 0) {
    throw new ClientException('The laptop host knows no jobs that wait for others: submit them one after the other.');
  }
  const name = textAt(body, 'jobName');
  if (!NAME.test(name)) throw new ClientException(`Job name ${name} is not valid: 1 to 128 letters, digits, - and _.`);
  const queue = findQueue(body, room);
  if (!queue.isEnabled) throw new ClientException(`Job Queue ${queue.arn} is disabled.`);
  const definition = findDefinition(body, room);
  const id = randomUUID();
  const parameters = { ...definition.parameters, ...textMapOf(body['parameters']) };
  const timeoutSeconds = readTimeout(body) ?? definition.timeoutSeconds;
  const job: Job = {
    id,
    arn: arnOf('batch', `job/${id}`),
    name,
    queue: queue.arn,
    definition: definition.arn,
    definitionName: definition.name,
    parameters,
    status: 'SUBMITTED',
    createdMs: room.now(),
    attempts: [],
    retry: readRetry(body) ?? definition.retry,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    container: overrideContainer(definition, parameters, body['containerOverrides']),
  };
  room.jobs.submit(job);
  return { jobArn: job.arn, jobId: id, jobName: name };
}

function findQueue(body: JsonRecord, { batch }: BatchRoom): JobQueue {
  const wanted = textAt(body, 'jobQueue');
  const queue = batch().queues.find(({ arn, name }) => arn === wanted || name === wanted);
  if (queue === undefined) throw new ClientException(`Job Queue ${wanted} does not exist.`);
  return queue;
}

/** By its ARN or name, with or without a number: the host has the one that the template describes. */
function findDefinition(body: JsonRecord, { batch }: BatchRoom): JobDefinition {
  const wanted = textAt(body, 'jobDefinition');
  const definition = batch().definitions.find(({ arn, name }) => {
    const numbered = arn.slice(arn.indexOf('/') + 1);
    return [arn, arn.replace(/:\d+$/, ''), numbered, name].includes(wanted);
  });
  if (definition === undefined) throw new ClientException(`Job Definition ${wanted} does not exist.`);
  return definition;
}

function overrideContainer(
  { container, entrypoint }: JobDefinition,
  parameters: Readonly<Record<string, string>>,
  given: unknown,
): Container {
  const overrides = isRecord(given) ? given : {};
  refuseOthers(overrides, OVERRIDDEN, 'containerOverrides.');
  const asked = listAt(overrides, 'command').map(String);
  const command = (asked.length > 0 ? asked : container.command).map((word) =>
    word.startsWith('Ref::') ? (parameters[word.slice('Ref::'.length)] ?? word) : word,
  );
  const ownEnvironment = Object.fromEntries(
    listAt(overrides, 'environment').map((one) => {
      const { name = '', value = '' } = textMapOf(one);
      if (name.startsWith('AWS_BATCH')) {
        throw new ClientException(`Environment variables must not start with AWS_BATCH: ${name}.`);
      }
      return [name, value] as const;
    }),
  );
  const { vcpus, memoryMb } = overrideSizes(container, overrides);
  return {
    ...container,
    vcpus,
    memoryMb,
    command,
    program: [...entrypoint, ...command],
    environment: { ...container.environment, ...ownEnvironment },
    ownEnvironment,
  };
}

/** What is asked for is held against Fargate's sizes, and no more is given than this machine has. */
function overrideSizes(
  container: Pick<Container, 'vcpus' | 'memoryMb'>,
  overrides: JsonRecord,
): Pick<Container, 'vcpus' | 'memoryMb'> {
  const required = listAt(overrides, 'resourceRequirements').map(textMapOf);
  if (required.length === 0) return container;
  const find = (type: string): number | undefined => {
    const value = required.find((one) => one['type'] === type)?.['value'];
    return value === undefined ? undefined : Number(value);
  };
  const [vcpus, memoryMb] = [find('VCPU') ?? container.vcpus, find('MEMORY') ?? container.memoryMb];
  if (!isFargateSize(vcpus, memoryMb)) {
    throw new ClientException(`Fargate resource requirements (${vcpus} vCPU, ${memoryMb} MiB) not supported.`);
  }
  return { vcpus, memoryMb: Math.min(memoryMb, shareMemory()) };
}

function readTimeout({ timeout }: JsonRecord): number | undefined {
  const given = isRecord(timeout) ? timeout['attemptDurationSeconds'] : undefined;
  if (given === undefined) return undefined;
  if (typeof given === 'number' && given >= TIMEOUT_SECONDS_MIN) return given;
  throw new ClientException(`The job timeout must be at least ${TIMEOUT_SECONDS_MIN} seconds.`);
}

function readRetry({ retryStrategy }: JsonRecord): RetryStrategy | undefined {
  if (!isRecord(retryStrategy)) return undefined;
  const { attempts = 1 } = retryStrategy;
  if (typeof attempts !== 'number' || !(attempts >= 1 && attempts <= ATTEMPTS_MAX)) {
    throw new ClientException(`Retry attempts must be from 1 to ${ATTEMPTS_MAX}.`);
  }
  const rules = listAt(retryStrategy, 'evaluateOnExit').map((one) => {
    const { action = '', ...patterns } = textMapOf(one);
    return { action: action.toUpperCase() === 'EXIT' ? 'EXIT' : 'RETRY', ...patterns } satisfies ExitRule;
  });
  return { attempts, evaluateOnExit: rules };
}

const PAGE_JOBS_MAX = 100;

function listJobs(body: JsonRecord, room: BatchRoom): JsonRecord {
  refuseOthers(body, ['jobQueue', 'jobStatus', 'maxResults', 'nextToken', 'filters'], '');
  const queue = findQueue(body, room);
  const filters = listAt(body, 'filters').map((one) => (isRecord(one) ? one : {}));
  const other = filters.find(({ name }) => name !== 'JOB_NAME');
  if (other) throw new ClientException(`The laptop host filters by JOB_NAME, not ${String(other['name'])}.`);
  const names = filters.flatMap(({ values }) => (Array.isArray(values) ? values.map(String) : []));
  // With a filter every status is meant; without one, those that run.
  const status = maybeTextAt(body, 'jobStatus') ?? (names.length > 0 ? undefined : 'RUNNING');
  const found = room.jobs
    .list()
    .filter((job) => job.queue === queue.arn && (names.length > 0 || job.status === status))
    .filter(({ name }) => names.length === 0 || names.some((pattern) => isNamed(name, pattern)));
  const from = Number(maybeTextAt(body, 'nextToken') ?? 0);
  const limit = Math.min(Number(body['maxResults'] ?? PAGE_JOBS_MAX), PAGE_JOBS_MAX);
  const isMore = from + limit < found.length;
  return {
    jobSummaryList: found.slice(from, from + limit).map(summarizeJob),
    ...(isMore && { nextToken: String(from + limit) }),
  };
}

function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
