import type { Scope } from '../root-fields.ts';

/** What can be done to a key through the API. */
export const KEY_ACTS = ['CREATE', 'ROTATE', 'SUSPEND', 'RESUME'] as const;

/** One thing that can be done to a key through the API. */
export type KeyAct = (typeof KEY_ACTS)[number];

/** That something was about to be done to a key: written before it is, so that nothing is done that is not here. */
export interface StoredKeyAct {
  /** A ULID. */
  readonly id: string;
  readonly act: KeyAct;
  /** Who: a clientId, and the id of the key that asked. */
  readonly by: string;
  readonly byKey: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** To whose key, and to which: of CREATE and ROTATE it is the new one. */
  readonly clientId: string;
  readonly keyId: string;
  /** Of ROTATE: the id of the key that it replaces. */
  readonly replaced?: string;
  /** Of CREATE and ROTATE: what the new key allows. */
  readonly scopes?: readonly Scope[];
}
