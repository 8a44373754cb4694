import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../functions/predict/request.ts';

const wine = { description: 'Ripe plum.' };
const claimOf = (wines: unknown[], requestId: unknown = 'r') => {
  const request = parseRequest({ clientId: 'c', wines, requestId });
  return 'errorType' in request ? request : request.claim;
};

describe('a batch', () => {
  it.each([0, 101, 100_000])('of %d wines is refused whole', (count) => {
    expect(parseRequest({ clientId: 'c', wines: Array(count).fill(wine), requestId: null })).toMatchObject({
      errorType: 'InvalidInput',
      message: `wines must hold 1 to 100 wines, not ${count}: ask in several requests.`,
      errorInfo: { field: 'wines', rule: 'batchSize', retryable: false },
    });
  });

  it.each([1, 100])('of %d wines is accepted', (count) => {
    expect(parseRequest({ clientId: 'c', wines: Array(count).fill(wine), requestId: null })).toEqual({
      clientId: 'c',
      rows: Array(count).fill({ wine }),
    });
  });
});

describe('a requestId', () => {
  it.each(['', 'x'.repeat(101), '🍷'.repeat(101), 'x'.repeat(1_000_000)])('of the wrong length is refused', (given) => {
    const info = { field: 'requestId', rule: 'length', requestId: null };
    expect(claimOf([wine], given)).toMatchObject({ errorType: 'InvalidInput', errorInfo: info });
  });

  it.each(['x', '🍷'.repeat(100), ' ', '\u0000'])('may be %j', (given) => {
    expect(claimOf([wine], given)).toMatchObject({ requestId: given });
  });

  it('has no lone surrogates, which a key of the table cannot hold', () => {
    expect(claimOf([wine], 'a\ud800')).toMatchObject({ requestId: 'a\ufffd' });
  });

  it('is told with every failure', () => {
    const request = parseRequest({ clientId: 'c', wines: [{}], requestId: 'r' });
    expect(request).toMatchObject({ rows: [{ rejection: { errorInfo: { requestId: 'r' } } }] });
  });
});

describe('the digest', () => {
  it('is the same for the same wines, however they are spelt', () => {
    expect(claimOf([{ price: 5, winery: ' W ', points: null }])).toEqual(claimOf([{ winery: 'W', price: 5 }]));
  });

  it.each([
    ['another wine', [{ winery: 'V' }]],
    ['one wine more', [wine, wine]],
    ['another wrong wine', [wine, { price: -2 }]],
    ['the wrong wine made right', [wine, { description: 'x', price: 2 }]],
  ])('is another one with %s', (_, wines) => {
    expect(claimOf(wines)).not.toEqual(claimOf([wine]));
    expect(claimOf(wines)).not.toEqual(claimOf([wine, { price: -1 }]));
  });
});

it('a payload that no resolver sends is an error of ours, not of the client', () => {
  expect(() => parseRequest({ wines: [wine], requestId: null })).toThrow();
  expect(() => parseRequest(undefined)).toThrow();
});
