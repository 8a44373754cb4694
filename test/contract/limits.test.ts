import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLArgument, type GraphQLField, type GraphQLInputObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  ACCURACY_DAYS_MAX,
  ADMITTED_CLASSES_MAX,
  BATCH_WINES_MAX,
  EVIDENCE_PIECES_MAX,
  HISTORY_ENTRIES_READ_MAX,
  LABEL_HISTORY_MAX,
  NAME_CHARACTERS_MAX,
  PAGE_ENTRIES_DEFAULT,
  PAGE_ENTRIES_MAX,
  RANKING_CLASSES,
  REASON_CHARACTERS_MAX,
  TIME_STEP_DAYS_MAX,
  REQUEST_ID_CHARACTERS_MAX,
  REQUEST_ID_HOURS,
  TELLING_FIELDS,
  WINE_CHARACTERS_MAX,
  WINE_RANGES,
} from '../../contract/limits.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = buildSchema(`${read('schema.graphql')}\n${read('packages/appsync-host/appsync.graphql')}`);
const WORDS: Record<number, string> = { 5: 'five', 8: 'eight' };

function fieldOf(
  type: 'Query' | 'Mutation' | 'Classification' | 'Prediction',
  name: string,
): GraphQLField<unknown, unknown> {
  const object = schema.getType(type) as { getFields(): Record<string, GraphQLField<unknown, unknown>> } | undefined;
  return object!.getFields()[name]!;
}
const argumentOf = (type: 'Query' | 'Mutation', field: string, name: string): GraphQLArgument =>
  fieldOf(type, field).args.find((argument) => argument.name === name)!;
const inputOf = (type: string, name: string): string =>
  (schema.getType(type) as GraphQLInputObjectType).getFields()[name]!.description ?? '';
const inFigures = (limit: number): string => limit.toLocaleString('en');

describe('schema.graphql says the limit that the contract sets', () => {
  it.each(Object.entries(WINE_CHARACTERS_MAX))('of the characters of %s', (field, charactersMax) => {
    expect(inputOf('WineInput', field)).toContain(`1 to ${inFigures(charactersMax)} characters`);
  });

  it.each(Object.entries(WINE_RANGES))('of the range of %s', (field, { min, max }) => {
    expect(inputOf('WineInput', field)).toContain(`${min} to ${inFigures(max)} `);
  });

  it('of the fields that a wine must have one of', () => {
    const said = /At least one of ([\w, ]+) must be given/.exec(schema.getType('WineInput')?.description ?? '')?.[1];
    expect(said?.split(/, | and /)).toEqual(TELLING_FIELDS);
  });

  it('of the wines of a batch', () => {
    expect(fieldOf('Mutation', 'predictBatch').description).toContain(`1 to ${BATCH_WINES_MAX} wines`);
    expect(argumentOf('Mutation', 'predictBatch', 'wines').description).toBe(`1 to ${BATCH_WINES_MAX} wines.`);
  });

  it('of a requestId, and of how long it holds', () => {
    const { description } = argumentOf('Mutation', 'predict', 'requestId');
    expect(description).toContain(`1 to ${REQUEST_ID_CHARACTERS_MAX} characters`);
    expect([description?.includes('within a day'), REQUEST_ID_HOURS]).toEqual([true, 24]);
  });

  it.each(['country', 'variety'])('of the name that a label gives the %s, and a filter asks for', (target) => {
    const inLimits = `1 to ${NAME_CHARACTERS_MAX} characters`;
    expect(argumentOf('Mutation', 'labelPrediction', target).description).toContain(inLimits);
    expect(inputOf('PredictionFilter', target)).toContain(inLimits);
  });

  it.each(['startTraining', 'promoteModel', 'rollbackModel'])('of the reason of %s', (field) => {
    expect(argumentOf('Mutation', field, 'reason').description).toContain(`1 to ${REASON_CHARACTERS_MAX} characters`);
  });

  it.each(['predictionHistory', 'modelVersions', 'promotions', 'trainingRuns'])('of the pages of %s', (field) => {
    const { description, astNode } = argumentOf('Query', field, 'limit');
    expect(description).toContain(`1 to ${PAGE_ENTRIES_MAX}.`);
    expect(astNode?.defaultValue).toMatchObject({ value: String(PAGE_ENTRIES_DEFAULT) });
  });

  it('of the days of accuracy', () => {
    expect(argumentOf('Query', 'accuracy', 'from').description).toContain(`at most ${ACCURACY_DAYS_MAX} days`);
  });

  it('of the days of accuracyOverTime', () => {
    const { DAY, HOUR } = TIME_STEP_DAYS_MAX;
    const { description } = argumentOf('Query', 'accuracyOverTime', 'from');
    expect(description).toContain(`at most ${DAY} days before \`to\`, and ${HOUR} days by the hour`);
  });

  it('of what a filtered page looks at, and of the classes that are admitted', () => {
    expect(fieldOf('Query', 'predictionHistory').description).toContain(`${HISTORY_ENTRIES_READ_MAX} predictions`);
    const admitted = `At most ${ADMITTED_CLASSES_MAX.toLocaleString('en')} classes`;
    expect(fieldOf('Mutation', 'admitClass').description).toContain(admitted);
  });

  it('of what an answer holds, and of the labels that are kept', () => {
    expect(fieldOf('Classification', 'ranking').description).toContain(WORDS[RANKING_CLASSES]);
    expect(fieldOf('Classification', 'evidence').description).toContain(WORDS[EVIDENCE_PIECES_MAX]);
    expect(fieldOf('Prediction', 'labelHistory').description).toContain(`The last ${LABEL_HISTORY_MAX} are kept`);
  });
});
