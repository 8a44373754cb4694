import { type DynamoDBExpression, util } from '@aws-appsync/utils';
import type { PredictionFilter } from '../generated/schema.ts';
import { raiseInvalid } from './raise.ts';
import { boundOf, END_BOUND, FIRST_BOUND } from './ulid.ts';

/** A filter, checked: its times as bounds of ids, so that the table is not read outside of them. */
export interface Filter {
  /** No id before this one. */
  readonly from: string;
  /** Only ids before this one. */
  readonly before: string;
  readonly country: string | null;
  readonly variety: string | null;
  readonly modelVersion: string | null;
}

const TEXT_MAX = 100;

/** Checks a filter. Raises InvalidInput for a text of no characters, or of more than 100. */
export function readFilter({ from, to, country, variety, modelVersion }: PredictionFilter): Filter {
  return {
    from: from ? boundOfTime('filter.from', from) : FIRST_BOUND,
    before: to ? boundOfTime('filter.to', to) : END_BOUND,
    country: readText('filter.country', country ?? null),
    variety: readText('filter.variety', variety ?? null),
    modelVersion: readText('filter.modelVersion', modelVersion ?? null),
  };
}

/** Whose history by which filter, as one text: the same only for the same. */
export function historyOf(clientId: string, { from, before, country, variety, modelVersion }: Filter): string {
  return JSON.stringify(['predictionHistory', clientId, from, before, country, variety, modelVersion]);
}

/** What DynamoDB must find in a prediction; null where all will do. */
export function filterExpression({ country, variety, modelVersion }: Filter): DynamoDBExpression | null {
  // The best class comes first in a ranking, its name first in the class.
  const terms = [
    ...(country === null ? [] : ['#country.#ranking[0][0] = :country']),
    ...(variety === null ? [] : ['#variety.#ranking[0][0] = :variety']),
    ...(modelVersion === null ? [] : ['#modelVersion = :modelVersion']),
  ];
  if (terms.length === 0) return null;
  return {
    expression: terms.join(' AND '),
    expressionNames: {
      ...(country === null ? {} : { '#country': 'country' }),
      ...(variety === null ? {} : { '#variety': 'variety' }),
      ...(country === null && variety === null ? {} : { '#ranking': 'ranking' }),
      ...(modelVersion === null ? {} : { '#modelVersion': 'modelVersion' }),
    },
    expressionValues: util.dynamodb.toMapValues({
      ...(country === null ? {} : { ':country': country }),
      ...(variety === null ? {} : { ':variety': variety }),
      ...(modelVersion === null ? {} : { ':modelVersion': modelVersion }),
    }),
  };
}

function boundOfTime(field: string, time: string): string {
  const timeMs: unknown = util.time.parseISO8601ToEpochMilliSeconds(time);
  if (typeof timeMs !== 'number') raiseInvalid(field, 'type', `${field} must be a time, such as 2026-11-23T17:00:00Z.`);
  return boundOf(timeMs);
}

function readText(field: string, text: string | null): string | null {
  if (text === null) return null;
  // Every character has at most two units: a longer text need not be looked at.
  const characters = text.length > 2 * TEXT_MAX ? text.length : countCharacters(text);
  if (characters >= 1 && characters <= TEXT_MAX) return text;
  raiseInvalid(field, 'length', `${field} must have 1 to ${TEXT_MAX} characters: change it, or leave it out.`);
}

/** Unicode code points: units that are not the second half of a pair. */
function countCharacters(text: string): number {
  return text.split('').filter((unit) => unit < '\uDC00' || unit > '\uDFFF').length;
}
