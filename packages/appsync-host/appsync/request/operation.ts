import type { OperationDefinitionNode } from 'graphql';
import type { Arrival } from './arrival.ts';
import type { Authenticate } from '../access/authenticate.ts';
import type { ReadDocument } from './documents.ts';
import { readEnvelope, selectOperation } from './envelope.ts';
import type { Engine, Operation } from '../execute/run.ts';
import { refuseOperation } from './refusal.ts';
import { checkVariables } from '../values/variables.ts';

/** What requests for operations are read with. */
export interface OperationParts {
  engine: Engine;
  authenticate: Authenticate;
  readDocument: (query: string) => ReadDocument;
}

/**
 * Reads the one operation a request asks for, and does every check that needs no resolver. `admit` may throw a
 * Refusal too, for a kind of operation that is not served where the request came in. Errors: Refusal.
 */
export async function readOperation(
  { engine, authenticate, readDocument }: OperationParts,
  arrival: Arrival,
  admit: (definition: OperationDefinitionNode) => void,
): Promise<Operation> {
  const identify = authenticate(arrival);
  const envelope = readEnvelope(arrival);
  const { document, violations } = readDocument(envelope.query);
  const caller = await identify(envelope);
  const definition = selectOperation(document, envelope.operationName);
  if (violations().length > 0) throw refuseOperation(violations());
  admit(definition);
  const { variables } = envelope;
  const fault = checkVariables(engine.schema, definition, variables);
  if (fault) throw refuseOperation([fault]);
  return { document, definition, variables, caller, headers: arrival.visibleHeaders };
}
