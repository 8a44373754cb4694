import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_TYPES } from '../../contract/errors.ts';
import { KEY_LETTERS, KEY_PATTERN, KEY_PREFIX } from '../../contract/keys.ts';

const schema = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

it('schema.graphql lists every error of the contract, and no other but that of AppSync itself', () => {
  const [list = ''] = /Errors carry `errorType`, one of:\n[^]*?`errorInfo` is/.exec(schema) ?? [];
  const listed = [...list.matchAll(/^`(\w+)` \(/gm)].map(([, name]) => name);
  expect(listed).toEqual([...ERROR_TYPES, 'Unauthorized']);
});

it('a key has its prefix and its letters, and nothing else', () => {
  const key = new RegExp(KEY_PATTERN);
  expect(`${KEY_PREFIX}${'a'.repeat(KEY_LETTERS)}`).toMatch(key);
  expect(`${KEY_PREFIX}${'a'.repeat(KEY_LETTERS + 1)}`).not.toMatch(key);
  expect(`key_${'a'.repeat(KEY_LETTERS)}`).not.toMatch(key);
});
