import { QUOTA_WINES_MAX } from '../../contract/keys.ts';
import { PARTITIONS_MAX } from '../../contract/partitions.ts';
import { SCOPES, type Scope } from '../../contract/root-fields.ts';
import { CommandError } from '../command.ts';

const UNIT_SECONDS = { d: 86_400, h: 3_600 };

/** Who a key is for. Errors: CommandError where that is nobody. */
export function readName(text: string | undefined): string {
  const name = text?.trim() ?? '';
  if (name === '') throw new CommandError('Say who the key is for: --name NAME.', 2);
  return name;
}

/** Scopes, separated by commas, each once. Errors: CommandError for one that there is not. */
export function readScopes(text: string): Scope[] {
  return [...new Set(text.split(',').map((scope) => scope.trim()))].map((given) => {
    const scope = SCOPES.find((known) => known === given);
    if (scope) return scope;
    throw new CommandError(`There is no scope ${JSON.stringify(given)}; there are ${SCOPES.join(', ')}.`, 2);
  });
}

/** Epoch seconds, from days or hours from now; undefined for never. Errors: CommandError for what is no such time. */
export function readExpiry(text: string | undefined): number | undefined {
  if (text === undefined || text === 'never') return undefined;
  const seconds = /^0/.test(text) ? undefined : readSeconds(text);
  if (seconds === undefined) {
    throw new CommandError(`--expires takes days or hours, as in 90d or 12h, or never; not ${text}.`, 2);
  }
  return Math.floor(Date.now() / 1000) + seconds;
}

/** For how many seconds a key goes on once it was replaced: 0h for none. Errors: CommandError for no such time. */
export function readOverlap(text: string): number {
  const seconds = readSeconds(text);
  if (seconds !== undefined) return seconds;
  throw new CommandError(`--overlap takes days or hours, as in 7d, 12h or 0h; not ${text}.`, 2);
}

function readSeconds(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}

/** A quota in wines; undefined for none. Errors: CommandError for what is no such number. */
export function readQuota(option: string, text: string | undefined): number | undefined {
  if (text === undefined || text === 'none') return undefined;
  if (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= QUOTA_WINES_MAX) return Number(text);
  throw new CommandError(`--${option} takes a number of wines, 1 to ${QUOTA_WINES_MAX}, or none; not ${text}.`, 2);
}

/** A number of partitions. Errors: CommandError for what is no such number. */
export function readPartitions(text: string): number {
  const partitions = /^\d$/.test(text) ? Number(text) : 0;
  if (partitions >= 1 && partitions <= PARTITIONS_MAX) return partitions;
  throw new CommandError(`--partitions takes a number from 1 to ${PARTITIONS_MAX}; not ${text}.`, 2);
}
