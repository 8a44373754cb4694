import type { ModelsQuestion } from '../../contract/invocations.ts';
import type { Failure } from '../../contract/errors.ts';
import { REASON_CHARACTERS_MAX } from '../../contract/limits.ts';
import { invalidInput } from '../failures.ts';
import { cleanText, hasLength } from '../../classifier/text/sound-text.ts';

/** Who asks, with which arguments of the GraphQL field, and what was known when the request came. */
export type Request = Omit<ModelsQuestion, 'operation' | 'newestMove' | 'keyHash'> & {
  readonly newestMove?: number | undefined;
  readonly keyHash?: string | undefined;
};

/** A text that the schema demands. Errors: TypeError where it is none, which no client can cause. */
export function readText(given: Record<string, unknown>, name: string): string {
  const value = given[name];
  if (typeof value !== 'string') throw new TypeError(`The argument ${name} is not a text.`);
  return value;
}

/** Epoch milliseconds of an AWSDateTime that the schema demands, whose offset may have seconds: `+08:00:30`. */
export function readTimeMs(given: Record<string, unknown>, name: string): number {
  const text = readText(given, name);
  const [, inMinutes = text, sign, seconds = '0'] = /^(.*([+-])\d\d:\d\d):(\d\d)$/.exec(text) ?? [];
  return Date.parse(inMinutes) - (sign === '-' ? -1000 : 1000) * Number(seconds);
}

/** Why something is done, trimmed; a failure where it has not 1 to 200 characters. */
export function readReason(given: Record<string, unknown>): string | Failure {
  const reason = cleanText(readText(given, 'reason'));
  if (hasLength(reason, REASON_CHARACTERS_MAX)) return reason;
  const message = `reason must have 1 to ${REASON_CHARACTERS_MAX} characters after trimming: say in short why.`;
  return invalidInput('reason', 'length', message);
}
