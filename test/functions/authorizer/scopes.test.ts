import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { FIELD_SCOPES, deniedFieldsOf } from '../../../functions/authorizer/scopes.ts';
import { SCOPES } from '../../../store/clients.ts';

const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'];
const schema = parse(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
const rootFields = schema.definitions.flatMap((type) =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION && ROOT_TYPES.includes(type.name.value)
    ? (type.fields ?? []).map((field) => `${type.name.value}.${field.name.value}`)
    : [],
);

it('every root field of the schema needs a scope, and no other field does', () => {
  expect(Object.keys(FIELD_SCOPES).sort()).toEqual(rootFields.sort());
});

it('all scopes together are denied nothing, none at all everything', () => {
  expect(deniedFieldsOf(SCOPES)).toEqual([]);
  expect(deniedFieldsOf([]).sort()).toEqual(rootFields.sort());
});
