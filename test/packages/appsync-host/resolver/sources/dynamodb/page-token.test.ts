import { describe, expect, it } from 'vitest';
import { createPageTokens } from '../../../../../../packages/appsync-host/resolver/sources/dynamodb/page-token.ts';

const key = new Uint8Array(32).fill(1);
const lastKey = { cellar: { S: 'a' }, id: { N: '1' } };

describe('a nextToken', () => {
  const tokens = createPageTokens(key, 'Query.wines');

  it('opens again, for the resolver and scope it was made for', () => {
    expect(tokens.open(tokens.seal(lastKey, 'Query'), 'Query')).toEqual(lastKey);
  });

  it('differs each time, so that it tells nothing', () => {
    expect(tokens.seal(lastKey, 'Query')).not.toBe(tokens.seal(lastKey, 'Query'));
  });

  it('is nothing to another scope, resolver or host', () => {
    const token = tokens.seal(lastKey, 'Query');
    expect(tokens.open(token, 'Scan')).toBeNull();
    expect(createPageTokens(key, 'Query.others').open(token, 'Query')).toBeNull();
    expect(createPageTokens(new Uint8Array(32).fill(2), 'Query.wines').open(token, 'Query')).toBeNull();
  });

  it('with any character changed is nothing', () => {
    const token = tokens.seal(lastKey, 'Query');
    for (let position = 0; position < token.length; position += 1) {
      const changed = token.slice(0, position) + (token[position] === 'A' ? 'B' : 'A') + token.slice(position + 1);
      expect(tokens.open(changed, 'Query')).toBeNull();
    }
  });
});
