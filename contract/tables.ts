// Where entries lie in the tables: what infra/ creates, and store/ and resolvers/ read and write.

/**
 * Predictions and claims of requestIds, by client, or by the numbered partitions of a client that has several
 * (contract/partitions.ts); ids of predictions are ULIDs, so that they sort by time.
 */
export const PREDICTIONS = {
  partitionKey: 'clientId',
  sortKey: 'id',
  /** Epoch seconds, after which DynamoDB may drop the entry. */
  expiry: 'expiresAt',
} as const;

/** An index of the table of predictions that holds what has a label, by the month (`YYYY-MM`) in which it was told. */
export const LABELS_INDEX = { name: 'byLabelMonth', partitionKey: 'labelMonth', sortKey: 'labelledAt' } as const;

/**
 * Model versions, training runs, moves of the champion, the lease of the run at work, admitted classes, acts on keys:
 * by kind.
 */
export const MODELS = { partitionKey: 'kind', sortKey: 'id' } as const;

/** The kinds of entries in the table of models. */
export const KINDS = {
  version: 'version',
  run: 'run',
  promotion: 'promotion',
  lease: 'lease',
  /** A class that an operator has admitted. */
  admission: 'admission',
  /** That a key was made or stopped through the API. */
  keyAct: 'keyAct',
} as const;

/** Clients, by the SHA-256 of their key: the key itself is stored nowhere. */
export const CLIENTS = { partitionKey: 'keyHash' } as const;

/** How many wines a client has asked about: one entry (see StoredUsage) a client and day, UTC, `2026-11-28`. */
export const USAGE = {
  partitionKey: 'account',
  sortKey: 'day',
  /** Epoch seconds, after which DynamoDB may drop the entry. */
  expiry: 'expiresAt',
} as const;

/** Jobs that answer files, by client; ids are ULIDs, so that they sort by time. */
export const JOBS = { partitionKey: 'clientId', sortKey: 'id' } as const;

/** What is counted of predictions by hour and model version, and what checks of drift have found: by kind and time. */
export const TRAFFIC = {
  partitionKey: 'kind',
  sortKey: 'id',
  /** Epoch seconds, after which DynamoDB may drop the entry. */
  expiry: 'expiresAt',
} as const;

/** The kinds of entries in the table of traffic. */
export const TRAFFIC_KINDS = {
  hour: 'hour',
  check: 'check',
  /** One entry: the newest check, with all that it went by. */
  findings: 'findings',
} as const;
