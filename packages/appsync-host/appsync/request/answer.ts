import { setTimeout as sleep } from 'node:timers/promises';
import { OperationTypeNode } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import type { Arrival } from './arrival.ts';
import { executeOperation } from '../execute/execute.ts';
import type { Answer } from '../execute/execute.ts';
import { readOperation } from './operation.ts';
import type { OperationParts } from './operation.ts';
import { refuseByLimit } from './refusal.ts';

/** What requests are answered with. */
export interface AnswerParts extends OperationParts {
  timeoutMs: number;
}

/** A request's way from bytes to an answer. Errors: Refusal for whatever is not executed. */
export async function answerRequest(
  parts: AnswerParts,
  arrival: Arrival,
): Promise<{ answer: Answer; responseHeaders: Record<string, string> }> {
  const operation = await readOperation(parts, arrival, refuseSubscription);
  return within(executeOperation(parts.engine, operation), parts.timeoutMs);
}

function refuseSubscription(definition: OperationDefinitionNode): void {
  if (definition.operation === OperationTypeNode.SUBSCRIPTION)
    throw refuseByLimit('OperationNotSupported', 'Subscriptions are served by the real-time endpoint, not over HTTP.');
}

/** AppSync gives a request 30 seconds. What still runs is left to end by itself. */
export async function within<T>(running: Promise<T>, timeoutMs: number): Promise<T> {
  const stop = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw refuseByLimit('ExecutionTimeout', 'Execution timed out.');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([running, late]);
  } finally {
    stop.abort();
  }
}
