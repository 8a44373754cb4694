import type { Scope } from '../../contract/root-fields.ts';
import type { StoredClient } from '../../contract/stored-client.ts';
import { KEY_LETTERS, KEY_PREFIX } from '../../contract/keys.ts';
import { deriveUserKey } from '../../packages/client/user-token.ts';
import { hashKey, putClient } from '../../store/clients.ts';
import type { Table } from '../../store/table.ts';

/** What a new key is for. */
export interface KeyRequest {
  name: string;
  scopes: readonly Scope[];
  /** Whose predictions it reaches: another key's client, or one of its own. */
  clientId?: string | undefined;
  /** Epoch seconds; never, if absent. */
  expiresAt?: number | undefined;
  /** In wines; as many as it likes, if absent. */
  quotaPerMinute?: number | undefined;
  quotaPerDay?: number | undefined;
  /** To how many partitions its predictions are written, and into how many to look: see StoredClient. */
  partitions?: number | undefined;
  partitionsRead?: number | undefined;
  /** Whether it comes in place of another key of its client. */
  isRotation?: boolean;
}

/** How long the table Clients may take to answer. */
export const TABLE_DEADLINE_MS = 5_000;

/** Makes a key and stores its hash: the key itself is in the answer and nowhere else. */
export async function issueKey(table: Table, request: KeyRequest): Promise<{ key: string; client: StoredClient }> {
  const key = `${KEY_PREFIX}${drawLetters(KEY_LETTERS)}`;
  const { name, scopes, expiresAt, quotaPerMinute, quotaPerDay, partitions, partitionsRead } = request;
  const createdAt = new Date().toISOString();
  const client: StoredClient = {
    keyHash: await hashKey(key),
    clientId: request.clientId ?? `client-${drawLetters(12)}`,
    name,
    scopes: [...scopes],
    historyApart: true,
    state: 'active',
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(quotaPerMinute === undefined ? {} : { quotaPerMinute }),
    ...(quotaPerDay === undefined ? {} : { quotaPerDay }),
    ...(partitions === undefined ? {} : { partitions }),
    ...(partitionsRead === undefined ? {} : { partitionsRead }),
    userKey: await deriveUserKey(key),
    ...(request.isRotation ? { rotatedAt: createdAt } : {}),
  };
  await putClient(table, client, Date.now() + TABLE_DEADLINE_MS);
  return { key, client };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, each as likely as the others: bytes beyond a multiple of 62 are drawn again. */
function drawLetters(count: number): string {
  let text = '';
  while (text.length < count) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 4 * LETTERS.length) text += LETTERS.charAt(byte % LETTERS.length);
  }
  return text;
}
