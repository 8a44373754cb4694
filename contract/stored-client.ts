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
  /** Suspended keys may be let in again, revoked ones never are. */
  readonly state: 'active' | 'suspended' | 'revoked';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Epoch seconds; absent: never. */
  readonly expiresAt?: number;
  /** How many wines the client may ask about in a minute and in a day, UTC; absent: as many as it likes. */
  readonly quotaPerMinute?: number;
  readonly quotaPerDay?: number;
}

/**
 * What the authorizer tells resolvers of the caller, as `ctx.identity.resolverContext`: AppSync takes texts, numbers
 * and booleans there, and nothing nested.
 */
export interface CallerContext {
  /** Whose predictions the key reaches. */
  readonly clientId: string;
  /** Whose quota it counts against. */
  readonly account: string;
  /** In wines; absent: as many as it likes. */
  readonly quotaPerMinute?: number;
  readonly quotaPerDay?: number;
}
