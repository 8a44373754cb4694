/** Jobs as the API shows them. Source: AWS Batch API reference, JobDetail, JobSummary. */
import type { JsonRecord } from '../record.ts';
import { type Attempt, hasEnded, type Job, nameLogStream } from './job.ts';

/** Whatever is undefined is left out of the JSON. */
export function showJob(job: Job): JsonRecord {
  const { id, arn, name, queue, definition, status, parameters, retry, timeoutSeconds, container } = job;
  const last = job.attempts.at(-1);
  return {
    jobArn: arn,
    jobId: id,
    jobName: name,
    jobQueue: queue,
    jobDefinition: definition,
    status,
    statusReason: job.statusReason,
    ...showTimes(job),
    parameters,
    dependsOn: [],
    attempts: job.attempts.map(showAttempt),
    retryStrategy: { attempts: retry.attempts, evaluateOnExit: retry.evaluateOnExit },
    ...(timeoutSeconds !== undefined && { timeout: { attemptDurationSeconds: timeoutSeconds } }),
    platformCapabilities: ['FARGATE'],
    isTerminated: job.ending !== undefined,
    isCancelled: false,
    container: {
      image: container.image,
      command: container.command,
      environment: Object.entries(container.environment).map(([variable, value]) => ({ name: variable, value })),
      jobRoleArn: container.jobRoleArn,
      executionRoleArn: container.executionRoleArn,
      resourceRequirements: [
        { type: 'VCPU', value: String(container.vcpus) },
        { type: 'MEMORY', value: String(container.memoryMb) },
      ],
      ...(hasEnded(job) ? showEnd(last) : { logStreamName: nameLogStream(job) }),
    },
  };
}

/** A job in a list. */
export function summarizeJob(job: Job): JsonRecord {
  const { exitCode, reason } = job.attempts.at(-1) ?? {};
  return {
    jobArn: job.arn,
    jobId: job.id,
    jobName: job.name,
    jobDefinition: job.definition,
    status: job.status,
    statusReason: job.statusReason,
    ...showTimes(job),
    ...(hasEnded(job) && { container: { exitCode, reason } }),
  };
}

function showTimes({ createdMs, startedMs, stoppedMs }: Job): JsonRecord {
  return { createdAt: createdMs, startedAt: startedMs, stoppedAt: stoppedMs };
}

function showAttempt(attempt: Attempt): JsonRecord {
  const { startedMs, stoppedMs, statusReason } = attempt;
  return { startedAt: startedMs, stoppedAt: stoppedMs, statusReason, container: showEnd(attempt) };
}

function showEnd(attempt: Attempt | undefined): JsonRecord {
  return { exitCode: attempt?.exitCode, reason: attempt?.reason, logStreamName: attempt?.logStream };
}
