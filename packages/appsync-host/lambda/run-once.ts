/** One invocation of a function, measured, logged and held against what Lambda allows. */
import { randomUUID } from 'node:crypto';
import type { CallOutcome } from './call.ts';
import type { FunctionError, Invocation } from './messages.ts';
import type { FunctionMeter } from './meter.ts';
import type { RunningFunction, RunningVersion } from './running-function.ts';
import type { Waiting } from './pool.ts';
import { LOST } from './worker.ts';

/** Lambda's quota for an answer. */
const RESPONSE_BYTES_MAX = 6_291_556;

/** Runs an invocation in a process of that version, as soon as one is free. */
export async function runOnce(
  running: RunningFunction,
  { definition, pool }: RunningVersion,
  invocation: Omit<Invocation, 'requestId' | 'deadlineMs'>,
  meter: FunctionMeter,
  waiting: Waiting,
): Promise<CallOutcome> {
  const { log } = running;
  const { version } = definition;
  const requestId = randomUUID();
  running.running += 1;
  meter.begun(running.running);
  let startedMs = performance.now();
  const outcome = await pool.run(() => {
    startedMs = performance.now();
    return { ...invocation, requestId, deadlineMs: Date.now() + definition.timeoutMs };
  }, waiting);
  const durationMs = performance.now() - startedMs;
  running.running -= 1;
  meter.ended(durationMs, 'error' in outcome);
  log.write(
    `REPORT RequestId: ${requestId} Duration: ${durationMs.toFixed(2)} ms Init Wait: ${outcome.initMs.toFixed(2)} ms ` +
      `Memory Size: ${String(definition.memoryMb)} MB Memory Used: ${outcome.residentMb.toFixed(0)} MB\n`,
  );
  if ('payload' in outcome) {
    if (Buffer.byteLength(outcome.payload) <= RESPONSE_BYTES_MAX) {
      return { kind: 'answered', payload: outcome.payload, version };
    }
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`;
    return { kind: 'failed', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage }, version };
  }
  const { errorType, errorMessage } = outcome.error;
  log.write(`ERROR RequestId: ${requestId} ${errorType}: ${errorMessage}\n`);
  return { kind: 'failed', error: tell(outcome.error, requestId), version };
}

/** What Lambda itself says begins with the request's id; what the code threw stays as it is. */
function tell(error: FunctionError, requestId: string): FunctionError {
  const isOwn = error.errorType.startsWith('Sandbox.') || LOST.includes(error.errorType);
  return isOwn ? { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` } : error;
}
