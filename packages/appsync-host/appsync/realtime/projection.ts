import { executeSync, responsePathAsArray } from 'graphql';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Answer } from '../execute/run.ts';
import { nameType, ownProperty } from '../execute/run.ts';
import { fieldErrorRow } from '../execute/error-rows.ts';
import type { ErrorRow } from '../execute/error-rows.ts';
import { rewriteExecutionErrors } from '../execute/errors.ts';
import { mayAccess } from '../access/caller.ts';
import type { Subscription } from './subscription.ts';

/** An event as one subscriber gets it. */
export interface Projected {
  payload: Answer;
  /** What the subscriber selects and the event does not have, as paths below the subscription's field. */
  missing: string[];
}

/** Cuts an event to what one subscriber selects. */
export type Project = (subscription: Subscription, event: unknown) => Projected;

/**
 * Events hold leaves as they stand in the mutation's answer, so nothing is to be written a second time: the schema,
 * which must be this projection's own, is made to pass AWSJSON on, the only scalar to which that makes a difference.
 */
export function createProjection(schema: GraphQLSchema, defaultMode: string): Project {
  Object.assign(schema.getType('AWSJSON') ?? {}, { coerceOutputValue: (value: unknown) => value });
  return (subscription, event) => projectEvent(schema, defaultMode, subscription, event);
}

function projectEvent(
  schema: GraphQLSchema,
  defaultMode: string,
  { operation, fieldName }: Subscription,
  event: unknown,
): Projected {
  const rows: ErrorRow[] = [];
  const missing = new Set<string>();
  const pick = (source: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    const path = responsePathAsArray(info.path);
    const field = info.parentType.getFields()[info.fieldName];
    if (field && !mayAccess(operation.caller, defaultMode, info.parentType, field)) {
      const message = `Not Authorized to access ${info.fieldName} on type ${info.parentType.name}`;
      const refused = { errorType: 'Unauthorized', message, data: null, errorInfo: null };
      rows.push(fieldErrorRow(refused, path, info.fieldNodes.slice(0, 1)));
      return null;
    }
    const value = ownProperty(source, info.fieldName);
    if (value === undefined)
      missing.add(
        path
          .filter((step) => typeof step === 'string')
          .slice(1)
          .join('.'),
      );
    return value ?? null;
  };
  const { data = null, errors = [] } = executeSync({
    schema,
    document: operation.document,
    variableValues: operation.variables,
    operationName: operation.definition.name?.value ?? null,
    rootValue: { [fieldName]: event },
    fieldResolver: pick,
    typeResolver: nameType,
  });
  rows.push(...rewriteExecutionErrors(schema, errors, rows));
  return { payload: rows.length === 0 ? { data } : { data, errors: rows }, missing: [...missing] };
}
