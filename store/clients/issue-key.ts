import { KEY_LETTERS, KEY_PREFIX } from '../../contract/keys.ts';
import type { Scope } from '../../contract/root-fields.ts';
import type { StoredClient } from '../../contract/stored/client.ts';
import { hashKey, putClient } from './clients.ts';
import type { Table } from '../dynamodb/table.ts';
import { deriveUserKey } from './user-key.ts';

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
  /** By which key it is made through the API; nobody's, if absent: the command line makes it. */
  maker?: Pick<StoredClient, 'clientId' | 'keyHash'> | undefined;
}

/** A key, and what is to be stored of it: the key itself is here and nowhere else. */
export interface DrawnKey {
  key: string;
  client: StoredClient;
}

/** How long the table Clients may take to answer. */
export const TABLE_DEADLINE_MS = 5_000;

/** Makes a key and stores its hash: the key itself is in the answer and nowhere else. */
export async function issueKey(table: Table, request: KeyRequest): Promise<DrawnKey> {
  const drawn = await drawKey(request);
  await putClient(table, drawn.client, Date.now() + TABLE_DEADLINE_MS);
  return drawn;
}

/** Makes a key that counts only once putClient() has stored its hash. */
export async function drawKey(request: KeyRequest): Promise<DrawnKey> {
  const key = `${KEY_PREFIX}${drawLetters(KEY_LETTERS)}`;
  const { name, scopes, expiresAt, quotaPerMinute, quotaPerDay, partitions, partitionsRead, maker } = request;
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
    ...(maker === undefined ? {} : { madeBy: maker.clientId, madeWith: maker.keyHash }),
  };
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
