import { type DynamoDBExpression, util } from '@aws-appsync/utils';
import type { PredictionFilter } from '../../generated/schema.ts';
import { raiseInvalid } from '../values/raise.ts';
import { checkText } from '../values/text.ts';
import { boundOf, END_BOUND, FIRST_BOUND } from '../values/ulid.ts';

/** A filter, checked: its times as bounds of ids, so that the table is not read outside of them. */
export interface Filter {
  /** No id before this one. */
  readonly from: string;
  /** Only ids before this one. */
  readonly before: string;
  readonly country: string | null;
  readonly variety: string | null;
  readonly modelVersion: string | null;
  readonly labelled: boolean | null;
}

/** Checks a filter. Raises InvalidInput for a text of no characters, or of more than 100. */
export function readFilter({ from, to, country, variety, modelVersion, labelled }: PredictionFilter): Filter {
  return {
    from: from ? boundOfTime('filter.from', from) : FIRST_BOUND,
    before: to ? boundOfTime('filter.to', to) : END_BOUND,
    country: checkText('filter.country', country ?? null),
    variety: checkText('filter.variety', variety ?? null),
    modelVersion: checkText('filter.modelVersion', modelVersion ?? null),
    labelled: labelled ?? null,
  };
}

/** Whose history by which filter, as one text: the same only for the same. */
export function historyOf(clientId: string, filter: Filter): string {
  const { from, before, country, variety, modelVersion, labelled } = filter;
  return JSON.stringify(['predictionHistory', clientId, from, before, country, variety, modelVersion, labelled]);
}

/** What DynamoDB must find in a prediction; null where all will do. */
export function filterExpression({ country, variety, modelVersion, labelled }: Filter): DynamoDBExpression | null {
  // The best class comes first in a ranking, its name first in the class.
  const terms = [
    ...(country === null ? [] : ['#country.#ranking[0][0] = :country']),
    ...(variety === null ? [] : ['#variety.#ranking[0][0] = :variety']),
    ...(modelVersion === null ? [] : ['#modelVersion = :modelVersion']),
    ...(labelled === null ? [] : [labelled ? 'attribute_exists(#label)' : 'attribute_not_exists(#label)']),
  ];
  if (terms.length === 0) return null;
  const values = {
    ...(country === null ? {} : { ':country': country }),
    ...(variety === null ? {} : { ':variety': variety }),
    ...(modelVersion === null ? {} : { ':modelVersion': modelVersion }),
  };
  return {
    expression: terms.join(' AND '),
    expressionNames: {
      ...(country === null ? {} : { '#country': 'country' }),
      ...(variety === null ? {} : { '#variety': 'variety' }),
      ...(country === null && variety === null ? {} : { '#ranking': 'ranking' }),
      ...(modelVersion === null ? {} : { '#modelVersion': 'modelVersion' }),
      ...(labelled === null ? {} : { '#label': 'label' }),
    },
    // DynamoDB refuses values that are given and none of them used, an empty map too.
    ...(Object.keys(values).length === 0 ? {} : { expressionValues: util.dynamodb.toMapValues(values) }),
  };
}

function boundOfTime(field: string, time: string): string {
  const timeMs: unknown = util.time.parseISO8601ToEpochMilliSeconds(time);
  if (typeof timeMs !== 'number') raiseInvalid(field, 'type', `${field} must be a time, such as 2026-11-23T17:00:00Z.`);
  return boundOf(timeMs);
}
