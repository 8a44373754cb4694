import * as z from 'zod/mini';
import { BULK_OPERATIONS } from '../../../contract/invocations.ts';

/** What the resolvers of the API's fields send. */
export const Question = z.object({
  operation: z.enum(BULK_OPERATIONS),
  clientId: z.string().check(z.minLength(1)),
  arguments: z.record(z.string(), z.unknown()),
  requestId: z.nullish(z.string()),
  account: z.nullish(z.string().check(z.minLength(1))),
  // Numbers, should AppSync hand on as texts what the authorizer has told.
  quotaPerMinute: z.nullish(z.coerce.number()),
  quotaPerDay: z.nullish(z.coerce.number()),
});

/** Who asks, and with which arguments of the GraphQL field. */
export type OperationRequest = Omit<z.output<typeof Question>, 'operation'>;
