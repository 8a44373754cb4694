import { OperationTypeNode } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import type { Arrival } from '../request/arrival.ts';
import { openSubscription } from '../execute/open-subscription.ts';
import type { Operation } from '../execute/run.ts';
import { readOperation } from '../request/operation.ts';
import type { AnswerParts } from '../request/answer.ts';
import { refuseOperation, refuseRequest } from '../request/refusal.ts';
import { filterByArguments, readEventFilter } from './event-filter.ts';
import type { EventFilter } from './event-filter.ts';

/** A subscription that may receive events. */
export interface Subscription {
  operation: Operation;
  fieldName: string;
  filter: EventFilter;
  /** Which invalidations end it; absent where none does. */
  endedBy?: EventFilter;
}

/** What a request to subscribe leads to. Errors: Refusal, also for whatever the resolver objects to. */
export async function subscribe(parts: AnswerParts, arrival: Arrival): Promise<Subscription> {
  const operation = await readOperation(parts, arrival, refuseOthers);
  const { fieldName, args, filter, invalidationFilter, rows } = await openSubscription(
    parts.engine,
    operation,
    parts.timeoutMs,
  );
  if (rows.length > 0) throw refuseOperation(rows);
  const endedBy = (invalidationFilter ?? null) === null ? undefined : readEventFilter(invalidationFilter);
  // A filter that the resolver sets stands instead of the arguments; null is none.
  return {
    operation,
    fieldName,
    filter: (filter ?? null) === null ? filterByArguments(args) : readEventFilter(filter),
    // An event filter without groups accepts every event; nobody means to end every subscription by none.
    ...(endedBy && endedBy.fieldNames.length > 0 && { endedBy }),
  };
}

/** The wording is amplify-cli#4118's. */
function refuseOthers({ operation }: OperationDefinitionNode): void {
  if (operation !== OperationTypeNode.SUBSCRIPTION)
    throw refuseRequest(400, 'UnsupportedOperation', `${operation} not supported through the realtime channel`);
}
