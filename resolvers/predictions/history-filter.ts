import { type DynamoDBExpression, util } from '@aws-appsync/utils';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { LabelVerdict, PredictionFilter } from '../../generated/schema.ts';
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
  readonly countryLabel: LabelVerdict | null;
  readonly varietyLabel: LabelVerdict | null;
}

/** Checks a filter. Raises InvalidInput for a text of no characters, or of more than 100. */
export function readFilter(filter: PredictionFilter): Filter {
  const { from, to, country, variety, modelVersion, labelled, warned, countryLabel, varietyLabel } = filter;
  return {
    from: from ? boundOfTime('filter.from', from) : FIRST_BOUND,
    before: to ? boundOfTime('filter.to', to) : END_BOUND,
    country: checkText('filter.country', country ?? null),
    variety: checkText('filter.variety', variety ?? null),
    modelVersion: checkText('filter.modelVersion', modelVersion ?? null),
    labelled: labelled ?? null,
    warned: warned ?? null,
    countryLabel: countryLabel ?? null,
    varietyLabel: varietyLabel ?? null,
  };
}

/** Whose history by which filter, as one text: the same only for the same. */
export function historyOf(clientId: string, filter: Filter): string {
  const { from, before, country, variety, modelVersion, labelled, warned, countryLabel, varietyLabel } = filter;
  // A token that was given out before there was `warned`, or a verdict, is still one of its history.
  const verdicts = countryLabel === null && varietyLabel === null ? [] : [{ countryLabel, varietyLabel }];
  const added = [...(warned === null ? [] : [warned]), ...verdicts];
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
  countryLabel,
  varietyLabel,
}: Filter): DynamoDBExpression | null {
  const terms = [
    ...(country === null ? [] : [answeredTerm('country', 0)]),
    ...(variety === null ? [] : [answeredTerm('variety', 1)]),
    ...(modelVersion === null ? [] : ['#modelVersion = :modelVersion']),
    ...(labelled === null ? [] : [labelled ? 'attribute_exists(#label)' : 'attribute_not_exists(#label)']),
    ...(warned === null ? [] : [warned ? 'attribute_exists(#warnings)' : 'attribute_not_exists(#warnings)']),
    ...verdictTerms('country', countryLabel),
    ...verdictTerms('variety', varietyLabel),
  ];
  if (terms.length === 0) return null;
  // What a verdict, other than that there is none, is compared with.
  const judged =
    [countryLabel, varietyLabel].filter((verdict) => verdict === 'RIGHT' || verdict === 'WRONG').length > 0;
  const values = {
    ...(country === null ? {} : namesOf('country', country, spellCountry(country) ?? country)),
    ...(variety === null ? {} : namesOf('variety', variety, capitalise(variety))),
    ...(modelVersion === null ? {} : { ':modelVersion': modelVersion }),
    ...(countryLabel === 'RIGHT' || varietyLabel === 'RIGHT' ? { ':right': true } : {}),
    ...(countryLabel === 'WRONG' || varietyLabel === 'WRONG' ? { ':wrong': false } : {}),
  };
  return {
    expression: terms.join(' AND '),
    expressionNames: {
      ...(country === null && countryLabel === null ? {} : { '#country': 'country' }),
      ...(variety === null && varietyLabel === null ? {} : { '#variety': 'variety' }),
      ...(country === null && variety === null ? {} : { '#settled': 'settled' }),
      ...(country === null && variety === null && !judged ? {} : { '#ranking': 'ranking' }),
      ...(judged ? { '#right': 'labelRight' } : {}),
      ...(modelVersion === null ? {} : { '#modelVersion': 'modelVersion' }),
      ...(labelled === null && countryLabel === null && varietyLabel === null ? {} : { '#label': 'label' }),
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
  readonly countryLabel: LabelVerdict | null;
  readonly varietyLabel: LabelVerdict | null;
}

/** A name settled, and as models may have spelt it. */
interface Name {
  readonly settled: string;
  readonly spellings: readonly string[];
}

/** What isMatch() looks for. */
export function wantedBy(filter: Filter): Wanted {
  const { country, variety, modelVersion, labelled, warned, countryLabel, varietyLabel } = filter;
  const nameOf = (target: 'country' | 'variety', given: string, spelt: string): Name => {
    return { settled: settleName(target, given), spellings: [given, spelt] };
  };
  return {
    country: country === null ? null : nameOf('country', country, spellCountry(country) ?? country),
    variety: variety === null ? null : nameOf('variety', variety, capitalise(variety)),
    ...{ modelVersion, labelled, warned, countryLabel, varietyLabel },
  };
}

/** Whether a prediction is one that DynamoDB would find by filterExpression(). */
export function isMatch(wanted: Wanted, stored: StoredPrediction): boolean {
  const { country, variety, modelVersion, labelled, warned, countryLabel, varietyLabel } = wanted;
  return (
    (country === null || isAnswered(country, stored.settled?.[0], stored.country.ranking[0]?.[0])) &&
    (variety === null || isAnswered(variety, stored.settled?.[1], stored.variety.ranking[0]?.[0])) &&
    (modelVersion === null || modelVersion === stored.modelVersion) &&
    (labelled === null || labelled === (stored.label !== undefined)) &&
    (warned === null || warned === (stored.warnings !== undefined)) &&
    (countryLabel === null || countryLabel === verdictOf('country', stored)) &&
    (varietyLabel === null || varietyLabel === verdictOf('variety', stored))
  );
}

function verdictOf(target: 'country' | 'variety', { label, labelRight, ...stored }: StoredPrediction): LabelVerdict {
  const said = label?.[target];
  if (said === undefined) return 'UNLABELLED';
  const isRight = labelRight === undefined ? stored[target].ranking[0]?.[0] === said : labelRight[target] === true;
  return isRight ? 'RIGHT' : 'WRONG';
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

/** What was labelled before the verdict was stored is judged by the spelling alone. */
function verdictTerms(target: 'country' | 'variety', verdict: LabelVerdict | null): string[] {
  const said = `#label.#${target}`;
  const answered = `#${target}.#ranking[0][0]`;
  const before = 'attribute_not_exists(#right) AND';
  if (verdict === 'RIGHT') return [`(#right.#${target} = :right OR (${before} ${answered} = ${said}))`];
  if (verdict === 'WRONG') {
    return [`(#right.#${target} = :wrong OR (${before} attribute_exists(${said}) AND ${answered} <> ${said}))`];
  }
  return verdict === null ? [] : [`attribute_not_exists(${said})`];
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
