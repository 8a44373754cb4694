import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticate, Arrival } from './authenticate.ts';
import { parseQuery, readEnvelope, selectOperation } from './envelope.ts';
import { executeOperation, isSubscription } from './execute.ts';
import type { Answer, Engine } from './execute.ts';
import { refuseByLimit, refuseOperation } from './refusal.ts';
import { validateDocument } from './validate.ts';
import { checkVariables } from './variables.ts';

export interface AnswerParts {
  engine: Engine;
  authenticate: Authenticate;
  introspection: boolean;
  timeoutMs: number;
}

/** A request's way from bytes to an answer. Rejects with a Refusal for whatever is not executed. */
export async function answerRequest(
  { engine, authenticate, introspection, timeoutMs }: AnswerParts,
  arrival: Arrival,
): Promise<{ answer: Answer; responseHeaders: Record<string, string> }> {
  const identify = authenticate(arrival);
  const envelope = readEnvelope(arrival.body);
  const document = parseQuery(envelope.query);
  const caller = await identify(envelope);
  const definition = selectOperation(document, envelope.operationName);
  const violations = validateDocument(engine.schema, document, introspection);
  if (violations.length > 0) throw refuseOperation(violations);
  if (isSubscription(definition))
    throw refuseByLimit('OperationNotSupported', 'Subscriptions are served by the real-time endpoint, not over HTTP.');
  const fault = checkVariables(engine.schema, definition, envelope.variables);
  if (fault) throw refuseOperation([fault]);
  const { variables } = envelope;
  const running = executeOperation(engine, {
    document,
    definition,
    variables,
    caller,
    headers: arrival.visibleHeaders,
  });
  return within(running, timeoutMs);
}

/** AppSync gives a request 30 seconds. What still runs is left to end by itself. */
async function within<T>(running: Promise<T>, timeoutMs: number): Promise<T> {
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
