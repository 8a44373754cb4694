import * as z from 'zod/mini';
import { accuracy } from './accuracy.ts';
import { promoteModel, rollbackModel } from './move.ts';
import type { Answer, Parts, Request } from './parts.ts';
import { startTraining } from './start-training.ts';
import { champion, modelVersion, modelVersions } from './versions.ts';

/** What the function does, by the name of the GraphQL field. */
const OPERATIONS = { accuracy, champion, modelVersion, modelVersions, promoteModel, rollbackModel, startTraining };

/** What resolvers/models/models-function.ts sends. */
const Payload = z.object({
  operation: z.enum(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]),
  clientId: z.string().check(z.minLength(1)),
  arguments: z.record(z.string(), z.unknown()),
});

/**
 * Answers what a resolver asks. Errors: throws a ZodError for a payload of another shape, which no client can cause;
 * StoreUnavailable where a table does not answer in time.
 */
export function answerPayload(parts: Parts, payload: unknown): Promise<Answer> {
  const { operation, ...request } = Payload.parse(payload);
  const answer: (parts: Parts, request: Request) => Promise<Answer> = OPERATIONS[operation];
  return answer(parts, request);
}
