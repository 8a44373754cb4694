import { TABLE_DEADLINE_MS } from '../../store/clients/issue-key.ts';
import type { KeyStore } from '../deployment/stores.ts';
import type { Surroundings } from '../command.ts';

/** What an action of `terroir keys` is asked for. */
export interface KeysRequest extends KeyStore {
  options: KeysOptions;
  /** Which key, or which client: as it was typed, `-` for a key on standard input. */
  subject: string;
  surroundings: Surroundings;
}

/** The options that say what a key is to be. */
export interface KeysOptions {
  name?: string | undefined;
  scopes?: string | undefined;
  expires?: string | undefined;
  client?: string | undefined;
  overlap?: string | undefined;
  made?: boolean | undefined;
  'quota-per-minute'?: string | undefined;
  'quota-per-day'?: string | undefined;
  partitions?: string | undefined;
}

/** An action of `terroir keys`: brings the exit code. Errors: CommandError where there is something to say instead. */
export type KeysAction = (request: KeysRequest) => Promise<number>;

/** Until when the table may take to answer what is asked now, in epoch ms. */
export function deadline(): number {
  return Date.now() + TABLE_DEADLINE_MS;
}
