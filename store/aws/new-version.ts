import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { PROBE_ENTRY, PROBE_VALUE, type Probe } from '../../contract/releases.ts';
import { type Clock, systemClock } from '../dynamodb/clock.ts';

/** A version of a function that is to be tried before it answers anybody. */
export interface NewVersion {
  arn: string;
  lambda: LambdaClient;
  clock: Clock;
}

/** What came of a probe. */
export interface Probed {
  /** What the function answered. */
  answer: unknown;
  /** From the call until the answer, in this process. */
  latencyMs: number;
}

/** The version threw, ran out of time or memory, or did not start. */
class VersionFailed extends Error {
  override name = 'VersionFailed';
}

/** Opens a version by its ARN; nothing is sent before the first probe. */
export function openVersion(arn: string, config: LambdaClientConfig = {}, clock: Clock = systemClock): NewVersion {
  return { arn, lambda: new LambdaClient({ maxAttempts: 1, ...config }), clock };
}

const CLIENT_CONTEXT = Buffer.from(JSON.stringify({ custom: { [PROBE_ENTRY]: PROBE_VALUE } })).toString('base64');

/** What passes: a grant that IAM has not told everywhere yet, a version that is still being made, a busy account. */
const PASSING = new Set([
  'AccessDeniedException',
  'ResourceConflictException',
  'ResourceNotReadyException',
  'ServiceException',
  'TooManyRequestsException',
]);
const PAUSE_MS = 2_000;

/**
 * Probes a version, and again while Lambda does not let it be called yet, until the deadline (elapsedMs of its clock).
 *
 * Errors: VersionFailed where the version does not answer; what Lambda says of the last attempt.
 */
export async function probeVersion({ arn, lambda, clock }: NewVersion, probe: Probe, untilMs: number): Promise<Probed> {
  for (;;) {
    const startMs = clock.elapsedMs();
    try {
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({
          FunctionName: arn,
          InvocationType: 'RequestResponse',
          ClientContext: CLIENT_CONTEXT,
          Payload: Buffer.from(JSON.stringify(probe)),
        }),
      );
      const latencyMs = clock.elapsedMs() - startMs;
      const text = Payload === undefined ? 'null' : Buffer.from(Payload).toString('utf8');
      if (FunctionError !== undefined) throw new VersionFailed(`it failed (${FunctionError}): ${tellError(text)}`);
      return { answer: JSON.parse(text) as unknown, latencyMs };
    } catch (error) {
      const isPassing = error instanceof Error && PASSING.has(error.name);
      if (!isPassing || clock.elapsedMs() + PAUSE_MS > untilMs) throw error;
      await clock.wait(PAUSE_MS);
    }
  }
}

/** What Lambda tells of an error that a function threw, without its stack. */
function tellError(text: string): string {
  try {
    const { errorType = 'Error', errorMessage = '' } = JSON.parse(text) as Record<string, string | undefined>;
    return `${errorType}: ${errorMessage}`;
  } catch {
    return 'no more is known';
  }
}
