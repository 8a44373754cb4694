import type { OperationDefinitionNode } from 'graphql';
import type { Arrival } from './arrival.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { parseQuery, readEnvelope, selectOperation } from './envelope.ts';
import type { Engine, Operation } from '../execute/execute.ts';
import { refuseOperation } from './refusal.ts';
import { validateDocument } from '../validate/validate.ts';
import { checkVariables } from '../values/variables.ts';

/** What requests for operations are read with. */
export interface OperationParts {
  engine: Engine;
  authenticate: Authenticate;
  introspection: boolean;
}

/**
 * Reads the one operation a request asks for, and does every check that needs no resolver. `admit` may throw a
 * Refusal too, for a kind of operation that is not served where the request came in. Errors: Refusal.
 */
export async function readOperation(
  { engine, authenticate, introspection }: OperationParts,
  arrival: Arrival,
  admit: (definition: OperationDefinitionNode) => void,
): Promise<Operation> {
  const identify = authenticate(arrival);
  const envelope = readEnvelope(arrival);
  const document = parseQuery(envelope.query);
  const caller = await identify(envelope);
  const definition = selectOperation(document, envelope.operationName);
  const violations = validateDocument(engine.schema, document, introspection);
  if (violations.length > 0) throw refuseOperation(violations);
  admit(definition);
  const { variables } = envelope;
  const fault = checkVariables(engine.schema, definition, variables);
  if (fault) throw refuseOperation([fault]);
  return { document, definition, variables, caller, headers: arrival.visibleHeaders };
}
