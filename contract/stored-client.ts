import type { Scope } from './root-fields.ts';

/** The holder of one key, as the table of clients keeps it. The key itself is not stored. */
export interface StoredClient {
  /** Partition key: SHA-256 of the key, in hex. */
  readonly keyHash: string;
  /** Whose predictions the key reaches; several keys may share it. */
  readonly clientId: string;
  /** For people. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly state: 'active' | 'revoked';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Epoch seconds; absent: never. */
  readonly expiresAt?: number;
}
