import * as z from 'zod/mini';
import type { Probe, Readiness } from '../../contract/releases.ts';
import { SCOPES } from '../../contract/root-fields.ts';
import { findClient } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { proveReadiness } from '../probes.ts';
import { type Authorization, authorize } from './authorize.ts';

/** What the hook asks: a credential, and the client that it belongs to where it is to be known. */
const Question = z.object({
  credential: z.unknown(),
  client: z.optional(
    z.object({
      keyHash: z.string(),
      clientId: z.string(),
      name: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      state: z.enum(['active', 'suspended', 'revoked']),
      createdAt: z.string(),
    }),
  ),
});

/** No key has this SHA-256. */
const NOBODY = '0'.repeat(64);
const PATIENCE_MS = 2_400;

/**
 * Answers a probe. A client that comes with the question is looked up there and not in the table, so that a hook can
 * see a key let in which nobody has.
 *
 * Errors: ZodError for a question of another shape; StoreUnavailable where the table does not answer.
 */
export async function answerProbe(clients: Table, probe: Probe): Promise<Authorization | Readiness> {
  if (probe.probe === 'readiness') {
    return proveReadiness({
      'look up keys': () => findClient(clients, NOBODY, clients.clock.now() + PATIENCE_MS),
    });
  }
  const { credential, client } = Question.parse(probe.question);
  if (client === undefined) return authorize(clients, credential);
  return authorize(clients, credential, (keyHash) => Promise.resolve(keyHash === client.keyHash ? client : undefined));
}
