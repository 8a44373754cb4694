import { TrainingFailed } from '../../artifacts/training-failed.ts';
import type { Context } from 'aws-lambda';
import { SETTINGS } from '../../contract/settings.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { openLog } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { readSetting, readVariable } from '../settings.ts';
import { conductRun } from './conduct.ts';
import { findTrainFiles, openDependencies } from './open-dependencies.ts';

/*
 * What a container on AWS Batch does: conducts one run as the function would, with the time and memory of the job.
 *
 * Exit codes: 0 the run has ended, or there was nothing to do; 1 nobody can tell how it ended: whoever settles it finds
 * out; 2 it was started without a run; 3 the run failed; 143 it was told to end, and the run with it.
 */

/** Time to end a run properly that takes too long. */
const RESERVE_MS = 60_000;

const log = openLog();
const stopped = new AbortController();
process.once('SIGTERM', () => {
  stopped.abort(new TrainingFailed('Its container was told to end, by AWS or by somebody who ended its job.'));
});
process.exit(await conduct());

async function conduct(): Promise<number> {
  // Also as an argument, for whoever tries the container by hand.
  const run = process.argv[2] ?? process.env[SETTINGS.trainRun];
  const jobId = process.env['AWS_BATCH_JOB_ID'] ?? 'by-hand';
  log.begin(describeContainer(jobId), { clientId: 'batch', requestId: run });
  if (run === undefined || run === '') {
    log.info(`No run was told by ${SETTINGS.trainRun}: there is nothing to train.`);
    return 2;
  }
  const timer = setTimeout(
    () => stopped.abort(new TrainingFailed('The training takes longer than its container may run.')),
    Number(readSetting('trainSecondsMax')) * 1000 - RESERVE_MS,
  );
  try {
    const attempt = Number(process.env['AWS_BATCH_JOB_ATTEMPT'] ?? 1);
    const dependencies = { ...(await gatherDependencies()), job: { id: jobId, attempt } };
    const ended = await conductRun(dependencies, { run }, stopped.signal);
    if (ended === undefined) log.info('There is nothing to do: another process is at work, or the run has ended.');
    else log.info('The run has ended.', { run: ended.id, status: ended.status, failure: ended.failure });
    if (stopped.signal.aborted) return 143;
    return ended?.status === 'FAILED' ? 3 : 0;
  } catch (error) {
    log.error('The run could not be conducted to its end.', error);
    return 1;
  } finally {
    clearTimeout(timer);
  }
}

function gatherDependencies() {
  // In a container of Fargate credentials are asked for, and change; the SDK's own clients know how.
  const { credentials } = openTable(readSetting('modelsTable')).dynamo.config;
  return openDependencies({
    files: findTrainFiles(import.meta.url),
    memoryMb: Number(readSetting('trainMemoryMb')),
    publisher: { endpoint: readSetting('graphqlEndpoint'), region: readVariable('AWS_REGION'), credentials },
    metrics: openMetrics(),
    log,
  });
}

/** What the log of a function tells of its invocation, of a container. */
function describeContainer(jobId: string): Context {
  return {
    functionName: 'train',
    functionVersion: 'container',
    invokedFunctionArn: '',
    memoryLimitInMB: process.env[SETTINGS.trainMemoryMb] ?? '',
    awsRequestId: jobId,
  } as Context;
}
