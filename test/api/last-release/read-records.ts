import { readFileSync } from 'node:fs';

/** What lay in each table, by its name. */
export type StoredRecords = Record<
  'clients' | 'predictions' | 'usage' | 'traffic' | 'models',
  Record<string, unknown>[]
>;

/** What the last release stored, a few records of each kind; those that expire do so an hour from now. */
export function readRecords(): StoredRecords {
  const text = readFileSync(new URL('./records.json', import.meta.url), 'utf8');
  const nowMs = Date.now();
  return JSON.parse(text, (name, value: unknown) => {
    if (name === 'claimedAt') return nowMs;
    // Of most it is in seconds; of the lease of a training in milliseconds.
    if (name === 'expiresAt') return Number(value) > 1e12 ? nowMs + 3_600_000 : Math.floor(nowMs / 1000) + 3_600;
    return value;
  }) as StoredRecords;
}
