import { type DynamoDBExpression, util } from '@aws-appsync/utils';
import type { StoredPrediction } from '../../contract/stored-prediction.ts';
import type { PredictionFilter } from '../../generated/schema.ts';
import { raiseInvalid } from '../values/raise.ts';
import { checkText, settleName, spellCountry } from '../values/text.ts';
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
  readonly warned: boolean | null;
}

/** Checks a filter. Raises InvalidInput for a text of no characters, or of more than 100. */
export function readFilter(filter: PredictionFilter): Filter {
  const { from, to, country, variety, modelVersion, labelled, warned } = filter;
  return {
    from: from ? boundOfTime('filter.from', from) : FIRST_BOUND,
    before: to ? boundOfTime('filter.to', to) : END_BOUND,
    country: checkText('filter.country', country ?? null),
    variety: checkText('filter.variety', variety ?? null),
    modelVersion: checkText('filter.modelVersion', modelVersion ?? null),
    labelled: labelled ?? null,
    warned: warned ?? null,
  };
}

/** Whose history by which filter, as one text: the same only for the same. */
export function historyOf(clientId: string, filter: Filter): string {
  const { from, before, country, variety, modelVersion, labelled, warned } = filter;
  // A token that was given out before there was `warned` is still one of its history.
  const added = warned === null ? [] : [warned];
  return JSON.stringify([
    ...['predictionHistory', clientId, from, before, country, variety, modelVersion, labelled],
    ...added,
  ]);
}

/** What DynamoDB must find in a prediction; null where all will do. */
export function filterExpression({
  country,
  variety,
  modelVersion,
  labelled,
  warned,
}: Filter): DynamoDBExpression | null {
  const terms = [
    ...(country === null ? [] : [answeredTerm('country', 0)]),
    ...(variety === null ? [] : [answeredTerm('variety', 1)]),
    ...(modelVersion === null ? [] : ['#modelVersion = :modelVersion']),
    ...(labelled === null ? [] : [labelled ? 'attribute_exists(#label)' : 'attribute_not_exists(#label)']),
    ...(warned === null ? [] : [warned ? 'attribute_exists(#warnings)' : 'attribute_not_exists(#warnings)']),
  ];
  if (terms.length === 0) return null;
  const values = {
    ...(country === null ? {} : namesOf('country', country, spellCountry(country) ?? country)),
    ...(variety === null ? {} : namesOf('variety', variety, capitalise(variety))),
    ...(modelVersion === null ? {} : { ':modelVersion': modelVersion }),
  };
  return {
    expression: terms.join(' AND '),
    expressionNames: {
      ...(country === null ? {} : { '#country': 'country' }),
      ...(variety === null ? {} : { '#variety': 'variety' }),
      ...(country === null && variety === null ? {} : { '#ranking': 'ranking', '#settled': 'settled' }),
      ...(modelVersion === null ? {} : { '#modelVersion': 'modelVersion' }),
      ...(labelled === null ? {} : { '#label': 'label' }),
      ...(warned === null ? {} : { '#warnings': 'warnings' }),
    },
    // DynamoDB refuses values that are given and none of them used, an empty map too.
    ...(Object.keys(values).length === 0 ? {} : { expressionValues: util.dynamodb.toMapValues(values) }),
  };
}

/** What a filter asks for of a prediction itself, with its names as they are compared; null where all will do. */
export interface Wanted {
  readonly country: Name | null;
  readonly variety: Name | null;
  readonly modelVersion: string | null;
  readonly labelled: boolean | null;
  readonly warned: boolean | null;
}

/** A name settled, and as models may have spelt it. */
interface Name {
  readonly settled: string;
  readonly spellings: readonly string[];
}

/** What isMatch() looks for. */
export function wantedBy({ country, variety, modelVersion, labelled, warned }: Filter): Wanted {
  const nameOf = (target: 'country' | 'variety', given: string, spelt: string): Name => {
    return { settled: settleName(target, given), spellings: [given, spelt] };
  };
  return {
    country: country === null ? null : nameOf('country', country, spellCountry(country) ?? country),
    variety: variety === null ? null : nameOf('variety', variety, capitalise(variety)),
    ...{ modelVersion, labelled, warned },
  };
}

/** Whether a prediction is one that DynamoDB would find by filterExpression(). */
export function isMatch(
  { country, variety, modelVersion, labelled, warned }: Wanted,
  stored: StoredPrediction,
): boolean {
  return (
    (country === null || isAnswered(country, stored.settled?.[0], stored.country.ranking[0]?.[0])) &&
    (variety === null || isAnswered(variety, stored.settled?.[1], stored.variety.ranking[0]?.[0])) &&
    (modelVersion === null || modelVersion === stored.modelVersion) &&
    (labelled === null || labelled === (stored.label !== undefined)) &&
    (warned === null || warned === (stored.warnings !== undefined))
  );
}

function isAnswered(name: Name, settled: string | undefined, best: string | undefined): boolean {
  return settled === undefined ? name.spellings.indexOf(best ?? '') >= 0 : settled === name.settled;
}

/**
 * What was answered has the filter's name, however that is written. Predictions that were written before names were
 * settled are found by the spellings of models: the best class comes first in a ranking, its name first in the class.
 */
function answeredTerm(target: 'country' | 'variety', place: number): string {
  const before = `#${target}.#ranking[0][0] IN (:${target}, :${target}Spelt)`;
  return `(#settled[${place}] = :${target}Settled OR (attribute_not_exists(#settled) AND ${before}))`;
}

function namesOf(target: 'country' | 'variety', given: string, spelt: string): Record<string, string> {
  return {
    [`:${target}`]: given,
    [`:${target}Spelt`]: spelt,
    [`:${target}Settled`]: settleName(target, given),
  };
}

/** Each word with a capital, as models spell varieties: `PINOT noir` is `Pinot Noir`. */
function capitalise(name: string): string {
  const words = name.toLowerCase().split(' ');
  return words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join(' ');
}

function boundOfTime(field: string, time: string): string {
  const timeMs: unknown = util.time.parseISO8601ToEpochMilliSeconds(time);
  if (typeof timeMs !== 'number') raiseInvalid(field, 'type', `${field} must be a time, such as 2026-11-23T17:00:00Z.`);
  return boundOf(timeMs);
}
