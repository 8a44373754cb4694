import { CommandError } from './command.ts';

/** What --help says of it. */
export const LIMIT_HELP = '  --limit COUNT    how many lines: 20 unless told';

/** How many lines someone wants to see. @throws CommandError for what is no such number. */
export function readLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new CommandError(`--limit takes 1 to 99999, not ${text}.`, 2);
}
