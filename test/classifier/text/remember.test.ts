import { expect, test } from 'vitest';
import { remember } from '../../../classifier/text/remember.ts';

function countCalls(): { find: (text: string) => string; calls: string[] } {
  const calls: string[] = [];
  return { calls, find: (text) => (calls.push(text), text.toUpperCase()) };
}

test('a text that was met is not looked at again', () => {
  const { find, calls } = countCalls();
  const remembering = remember(find);
  expect([remembering('merlot'), remembering('merlot'), remembering('malbec')]).toEqual(['MERLOT', 'MERLOT', 'MALBEC']);
  expect(calls).toEqual(['merlot', 'malbec']);
});

test('what is remembered is bounded: texts that are no names are not, and of names some thousand', () => {
  const { find, calls } = countCalls();
  const remembering = remember(find);
  const long = 'a'.repeat(201);
  expect([remembering(long), remembering(long)]).toEqual([long.toUpperCase(), long.toUpperCase()]);
  expect(calls).toHaveLength(2);
  for (let name = 0; name < 1_025; name += 1) remembering(`${name}`);
  remembering('0');
  expect(calls.filter((text) => text === '0')).toHaveLength(2);
});
