// Where a client's predictions lie (docs/decisions/2026-11-28-numbered-partitions.md). Resolvers use this too, so it
// keeps to what APPSYNC_JS has.

/** How many partitions a client may have. */
export const PARTITIONS_MAX = 8;

/** What comes between a client's id and the number of its partition; no client id holds it. */
export const PARTITION_SEPARATOR = '#';

/** The numbers of all partitions that a client may have. */
export const PARTITION_NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The digits of a ULID. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The partition key of a client's partition: the client's own id for the first, 0, and `client-7#3` for number 3. */
export function partitionKeyOf(clientId: string, number: number): string {
  return number === 0 ? clientId : `${clientId}${PARTITION_SEPARATOR}${number}`;
}

/** Whose partition it is, by its partition key: the client of that id, or the client's user. */
export function ownerOf(partitionKey: string): string {
  return partitionKey.split(PARTITION_SEPARATOR)[0] ?? partitionKey;
}

/**
 * In which of so many partitions the prediction of a ULID lies: its last two digits, modulo their number. Ids that are
 * one id incremented go round the partitions.
 */
export function partitionNumberOf(id: string, partitions: number): number {
  return (DIGITS.indexOf(id.charAt(24)) * DIGITS.length + DIGITS.indexOf(id.charAt(25))) % partitions;
}

/** The partition key under which a client that writes to so many partitions records the prediction of a ULID. */
export function partitionOf(clientId: string, id: string, partitions: number): string {
  return partitionKeyOf(clientId, partitionNumberOf(id, partitions));
}

/**
 * The partition keys under which the prediction of a ULID may lie, where its client has had up to so many partitions:
 * each once, the one of today's number last.
 */
export function possiblePartitionsOf(clientId: string, id: string, partitionsRead: number): string[] {
  return PARTITION_NUMBERS.slice(0, partitionsRead)
    .map((number) => partitionOf(clientId, id, number + 1))
    .reduce((keys: string[], key) => (keys.indexOf(key) >= 0 ? keys : [...keys, key]), []);
}
