import { OVERLAP_HOURS_DEFAULT } from '../../contract/keys.ts';
import { PAGE_ENTRIES_DEFAULT } from '../../contract/limits.ts';
import type { CallOptions, Connection } from './transport/connection.ts';
import type { ClientKey, KeyAct, MutationCreateClientArgs, NewKey, Quota } from './generated/graphql.ts';
import {
  ClientsDocument,
  CreateClientDocument,
  KeyActsDocument,
  ResumeKeyDocument,
  RotateKeyDocument,
  SuspendKeyDocument,
} from './generated/operations.ts';
import { type ListOptions, type Pages, readPages } from './pages.ts';
import { send } from './transport/transport.ts';

export type { ClientKey, KeyAct, KeyActKind, KeyState, NewKey } from './generated/graphql.ts';

/** Somebody who calls the API, by one key or several: the schema's Client, whose name createClient's type has here. */
export interface KnownClient {
  /** Its id: a clientId. */
  id: string;
  /** Its keys, newest first; one at least. */
  keys: ClientKey[];
  /** Its quotas, which its keys share, as they stand now. */
  quota: Quota;
}

/** What a new client is to be: a key ends in 90 days, and with the one that makes it, unless told. */
export type ClientWish = MutationCreateClientArgs;

/** How a key is replaced. */
export interface RotateOptions extends CallOptions {
  /** How many hours the old key goes on beside the new one, 0 to 720: a week unless told. */
  overlapHours?: number | undefined;
  /** In how many days the new key ends, 1 to 90: as long as the old one was made for unless told. */
  expiresInDays?: number | undefined;
}

/** What a key with the scope `keys` may do with the keys of others. */
export interface KeyKeeping {
  /** Every client, newest first, with its keys, and how much of its quotas is used now. */
  clients(options?: ListOptions): Pages<KnownClient>;

  /** What was done to keys through the API, newest first. */
  keyActs(options?: ListOptions): Pages<KeyAct>;

  /**
   * Makes a client and its first key, which is in the answer and can never be read again. Sent once.
   *
   * Errors: InvalidInput where the key would have a scope, a quota or an end that the caller's own does not allow.
   *
   * @example
   * const { key } = await terroir.addClient({ name: 'The shop', scopes: ['PREDICT'], quotaPerDay: 1000 });
   */
  addClient(wish: ClientWish, options?: CallOptions): Promise<NewKey>;

  /**
   * Makes a key in place of one that the caller's client has made, by its id; both are valid for the overlap. Sent
   * once.
   *
   * Errors: NotFound where there is no such key; InvalidInput where it is suspended, revoked, or made by others.
   */
  rotateKey(id: string, options?: RotateOptions): Promise<NewKey>;

  /**
   * Shuts a key out until it is resumed.
   *
   * Errors: NotFound where there is no such key; InvalidInput where it is revoked, or has the scope `keys`.
   */
  suspendKey(id: string, options?: CallOptions): Promise<ClientKey>;

  /**
   * Lets a key in again that was suspended through the API.
   *
   * Errors: NotFound where there is no such key; InvalidInput where the command line suspended it, or it is revoked.
   */
  resumeKey(id: string, options?: CallOptions): Promise<ClientKey>;
}

/** The methods that make and stop keys. */
export function createKeyKeeping(connection: Connection): KeyKeeping {
  // Done twice they would make two keys.
  const once = true;
  return {
    clients: ({ pageSize = PAGE_ENTRIES_DEFAULT, signal } = {}) =>
      readPages(pageSize, async (page) => (await send(connection, ClientsDocument, page, { signal })).clients),
    keyActs: ({ pageSize = PAGE_ENTRIES_DEFAULT, signal } = {}) =>
      readPages(pageSize, async (page) => (await send(connection, KeyActsDocument, page, { signal })).keyActs),
    addClient: async (wish, call = {}) =>
      (await send(connection, CreateClientDocument, wish, { ...call, once })).createClient,
    rotateKey: async (key, { overlapHours = OVERLAP_HOURS_DEFAULT, expiresInDays, signal } = {}) =>
      (await send(connection, RotateKeyDocument, { key, overlapHours, expiresInDays }, { signal, once })).rotateKey,
    suspendKey: async (key, call = {}) => (await send(connection, SuspendKeyDocument, { key }, call)).suspendKey,
    resumeKey: async (key, call = {}) => (await send(connection, ResumeKeyDocument, { key }, call)).resumeKey,
  };
}
