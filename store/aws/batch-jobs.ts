import { type SignedBy, signPost } from './signed-call.ts';

/**
 * AWS Batch's jobs, over its API (REST with JSON), as far as trainings need it. Source: AWS Batch API reference,
 * "SubmitJob", "DescribeJobs", "TerminateJob".
 */

/** Where jobs are, and in whose name they are asked for. */
export interface BatchApi extends SignedBy {
  /** The address of AWS Batch. */
  endpoint: string;
}

/** How a job stands. */
export interface BatchJob {
  status: 'SUBMITTED' | 'PENDING' | 'RUNNABLE' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** Of AWS, or of whoever terminated it; it may name what is not for every reader of a run. */
  statusReason: string;
  /** Of the container that ended last: why, in AWS's words, and with which code. */
  reason: string;
  exitCode: number | undefined;
  /** When its container started, epoch ms; undefined before. */
  startedMs: number | undefined;
  /** Whether somebody ended it. */
  isTerminated: boolean;
}

/** What a job is submitted with. */
export interface BatchJobOrder {
  /** 1 to 128 letters, digits, `-` and `_`. */
  name: string;
  /** ARNs. */
  queue: string;
  definition: string;
  environment: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 5_000;

/** AWS Batch's address in a region, unless the environment (AWS_ENDPOINT_URL_BATCH) says where it is. */
export function findBatchEndpoint(region: string, environment: NodeJS.ProcessEnv): string {
  return environment['AWS_ENDPOINT_URL_BATCH'] ?? `https://batch.${region}.amazonaws.com`;
}

/** Submits a job; returns its id. Errors: Error where Batch does not take it. */
export async function submitJob(
  api: BatchApi,
  { name, queue, definition, environment }: BatchJobOrder,
): Promise<string> {
  const variables = Object.entries(environment).map(([variable, value]) => ({ name: variable, value }));
  const { jobId } = await call(api, 'submitjob', {
    jobName: name,
    jobQueue: queue,
    jobDefinition: definition,
    containerOverrides: { environment: variables },
  });
  return String(jobId);
}

/** How a job stands; undefined where Batch does not know it, or not any more. Errors: Error where it is silent. */
export async function describeJob(api: BatchApi, id: string): Promise<BatchJob | undefined> {
  const { jobs } = (await call(api, 'describejobs', { jobs: [id] })) as { jobs?: DescribedJob[] };
  const [job] = jobs ?? [];
  if (job === undefined) return undefined;
  const { status, statusReason = '', startedAt, container, isTerminated = false } = job;
  const { reason = '', exitCode } = container ?? {};
  return { status, statusReason, reason, exitCode, startedMs: startedAt, isTerminated };
}

/** Ends a job that has not ended. Errors: Error where Batch does not take that. */
export async function terminateJob(api: BatchApi, id: string, reason: string): Promise<void> {
  await call(api, 'terminatejob', { jobId: id, reason });
}

interface DescribedJob {
  status: BatchJob['status'];
  statusReason?: string;
  startedAt?: number;
  isTerminated?: boolean;
  container?: { reason?: string; exitCode?: number };
}

async function call(
  { endpoint, ...signedBy }: BatchApi,
  action: string,
  question: object,
): Promise<Record<string, unknown>> {
  const url = new URL(`/v1/${action}`, endpoint);
  const body = JSON.stringify(question);
  const headers = await signPost(url, 'batch', signedBy, body, { 'content-type': 'application/json' });
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.ok) return (await response.json()) as Record<string, unknown>;
  const type = response.headers.get('x-amzn-errortype') ?? 'no type';
  throw new Error(`AWS Batch answered ${action} with status ${response.status}: ${type}.`);
}
