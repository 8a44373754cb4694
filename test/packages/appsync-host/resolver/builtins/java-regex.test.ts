import { describe, expect, it } from 'vitest';
import { matchesWhole, replaceByPattern } from '../../../../../packages/appsync-host/resolver/builtins/java-regex.ts';

describe('patterns of java.util.regex', () => {
  it.each([
    ['[a-z]+\\d{2,}', 'wine42', true],
    ['[a-z]+\\d{2,}', 'wine4', false],
    ['\\p{Alpha}+', 'Gamay', true],
    ['[\\p{Digit}-]+', '12-3', true],
    ['\\p{L}+', 'Grüner', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\Aab\\z', 'ab', true],
    ['(?s)a.b', 'a\nb', true],
    ['a\\-b\\_c', 'a-b_c', true],
    ['a]b}', 'a]b}', true],
    ['.', '🍷', true],
    ['^\\S+@\\S+$', 'a@b', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(matchesWhole(pattern, text)).toBe(expected);
  });

  it.each(['a*+', '(?>a)', '[a-z&&[^b]]', '\\Ga'])('%s, which JavaScript cannot, is refused by name', (pattern) => {
    expect(() => matchesWhole(pattern, 'a')).toThrow('this local host does not support it');
  });

  it('what is no pattern is refused', () => {
    expect(() => matchesWhole('(', 'a')).toThrow(SyntaxError);
  });

  it('replacements name groups by $ and escape by \\', () => {
    expect(replaceByPattern('replaceAll', 'a1b2', '([a-z])(\\d)', '$2$1\\$')).toBe('1a$2b$');
    expect(replaceByPattern('replace', 'aa', 'a', '$0$0')).toBe('aaa');
    expect(() => replaceByPattern('replace', 'a', 'a', '$1')).toThrow('No group 1');
  });
});
