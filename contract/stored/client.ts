import type { Scope } from '../root-fields.ts';

/** The holder of one key, as the table of clients keeps it. The key itself is not stored. */
export interface StoredClient {
  /** Partition key: SHA-256 of the key, in hex. */
  readonly keyHash: string;
  /** Whose predictions the key reaches; several keys may share it. */
  readonly clientId: string;
  /** For people. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /**
   * Absent in keys from before `history` was a scope of its own: there `predict` opens what `history` opens. Scopes are
   * read by `scopesOf` of store/clients/clients.ts, which heeds it.
   */
  readonly historyApart?: true;
  /** Suspended keys may be let in again, revoked ones never are. */
  readonly state: 'active' | 'suspended' | 'revoked';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Epoch seconds; absent: never. */
  readonly expiresAt?: number;
  /** How many wines the client may ask about in a minute and in a day, UTC; absent: as many as it likes. */
  readonly quotaPerMinute?: number;
  readonly quotaPerDay?: number;
  /**
   * To how many partitions its predictions are written, 1 to PARTITIONS_MAX; absent: to one. Those of each of its users
   * are written to one of the user's own.
   */
  readonly partitions?: number;
  /**
   * Into how many partitions one must look for its predictions: as many as ever were written. Absent: as many as are
   * written.
   */
  readonly partitionsRead?: number;
  /**
   * The public key, 32 bytes in base64url, by which tokens of the client's users are checked; its private half is made
   * from the key itself, and stored nowhere. Absent in keys from before there were such tokens.
   */
  readonly userKey?: string;
  /** ISO 8601, UTC: when this key came in place of another one of its client; absent where it did not. */
  readonly rotatedAt?: string;
  /** The clientId, and SHA-256 of the key in hex, by which it was made through the API; absent: by the command line. */
  readonly madeBy?: string;
  readonly madeWith?: string;
  /** The clientId that suspended it through the API; absent where the command line did: only that resumes it then. */
  readonly suspendedBy?: string;
}

/**
 * What parts the client from its user in a clientId: `client-7/ann` is ann, a user of an application that is client-7.
 */
export const USER_SEPARATOR = '/';

/** Whose quota and labels a clientId counts against: the client itself, also of `client-7/ann`. */
export function accountOf(clientId: string): string {
  return clientId.split(USER_SEPARATOR)[0] ?? clientId;
}

/**
 * What the authorizer tells resolvers of the caller, as `ctx.identity.resolverContext`: AppSync takes texts, numbers
 * and booleans there, and nothing nested.
 */
export interface CallerContext {
  /** Whose predictions the key reaches: `CLIENT`, or `CLIENT/USER` where a token of a user came. */
  readonly clientId: string;
  /** What it may do, with commas between: `predict,history`. */
  readonly scopes: string;
  /** By which key: its SHA-256, in hex; of a token, that of the key that signed it. */
  readonly keyHash: string;
  /** Epoch seconds, from when on the key or the token is refused; absent: never. */
  readonly expiresAt?: number;
  /** Whose quota it counts against. */
  readonly account: string;
  /** In wines; absent: as many as it likes. */
  readonly quotaPerMinute?: number;
  readonly quotaPerDay?: number;
  /** To how many partitions the caller's predictions are written, and into how many to look; absent: one. */
  readonly partitions?: number;
  readonly partitionsRead?: number;
}
