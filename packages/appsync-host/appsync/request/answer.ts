import { OperationTypeNode } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import type { Arrival } from './arrival.ts';
import { executeOperation } from '../execute/execute.ts';
import type { Answer } from '../execute/run.ts';
import { readOperation } from './operation.ts';
import type { OperationParts } from './operation.ts';
import { refuseByLimit, refuseRequest } from './refusal.ts';

/** What requests are answered with. */
export interface AnswerParts extends OperationParts {
  timeoutMs: number;
}

/** A request's way from bytes to an answer. Errors: Refusal for whatever is not executed. */
export async function answerRequest(
  parts: AnswerParts,
  arrival: Arrival,
): Promise<{ answer: Answer; responseHeaders: Record<string, string> }> {
  const operation = await readOperation(parts, arrival, (definition) => refuseByKind(definition, arrival));
  return executeOperation(parts.engine, operation, parts.timeoutMs);
}

/** The status for a mutation by GET is that of GraphQL over HTTP. */
function refuseByKind({ operation }: OperationDefinitionNode, { method }: Arrival): void {
  if (operation === OperationTypeNode.SUBSCRIPTION)
    throw refuseByLimit('OperationNotSupported', 'Subscriptions are served by the real-time endpoint, not over HTTP.');
  if (operation === OperationTypeNode.MUTATION && method === 'GET')
    throw refuseRequest(405, 'MethodNotAllowedException', 'A mutation is to be sent by POST.');
}
