import { ROOT_FIELDS, type RootFieldName, SCOPES, SUBSCRIPTIONS } from '../../contract/root-fields.ts';
import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { deniedFieldsOf } from '../../functions/authorizer/authorize.ts';

const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'];
const schema = parse(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const rootFields = schema.definitions.flatMap((type) =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION && ROOT_TYPES.includes(type.name.value)
    ? (type.fields ?? []).map((field) => ({
        name: `${type.name.value}.${field.name.value}`,
        description: field.description?.value ?? '',
        isForIam: field.directives?.some(({ name }) => name.value === 'aws_iam') ?? false,
      }))
    : [],
);

it('every root field of the schema is in the table, and no other field is', () => {
  expect(Object.keys(ROOT_FIELDS).sort()).toEqual(rootFields.map(({ name }) => name).sort());
});

it('each field needs what its description says', () => {
  for (const { name, description, isForIam } of rootFields) {
    const said =
      /Needs\s+the\s+scope\s+`(\w+)`/.exec(description)?.[1] ?? (/Any scope/.test(description) ? 'any' : 'none');
    expect([name, ROOT_FIELDS[name as RootFieldName].scope]).toEqual([name, said]);
    expect([name, said === 'none']).toEqual([name, isForIam]);
  }
});

it('what an operator may end is every subscription', () => {
  expect(rootFields.flatMap(({ name }) => /^Subscription\.(.*)/.exec(name)?.[1] ?? [])).toEqual([...SUBSCRIPTIONS]);
});

it('every key may look at models and trainings, and no key may publish', () => {
  const forIam = [
    'Mutation.endSubscriptions',
    'Mutation.publishPredictionJob',
    'Mutation.publishTrainingCompleted',
    'Mutation.publishTrainingProgress',
  ];
  expect(deniedFieldsOf(SCOPES).sort()).toEqual(forIam);
  const open = rootFields.map(({ name }) => name).filter((name) => !deniedFieldsOf([]).includes(name));
  expect(open).toContain('Query.champion');
  expect(open).toContain('Subscription.onTrainingCompleted');
  expect(open).not.toContain('Query.accuracy');
  expect(open).not.toContain('Mutation.predict');
});
