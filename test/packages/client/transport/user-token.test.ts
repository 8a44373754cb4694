import { describe, expect, it } from 'vitest';
import { TerroirError } from '../../../../packages/client/errors.ts';
import { createUserToken, type UserTokenRequest } from '../../../../packages/client/transport/user-token.ts';

const KEY = `trr_${'k'.repeat(40)}`;

/** What a token tells: key, user, scopes and end. */
async function read(request: UserTokenRequest): Promise<string[]> {
  const parts = (await createUserToken(KEY, request)).slice('tru_'.length).split('.');
  return parts.slice(1, 4).map((part) => Buffer.from(part, 'base64url').toString());
}

describe('createUserToken', () => {
  it('tells whom it is for, what for, and until when: an hour unless told', async () => {
    const [user, scopes, end] = await read({ user: 'ann@cellar.example' });
    expect([user, scopes]).toEqual(['ann@cellar.example', 'predict,history']);
    expect(Math.abs(Number(end) - Date.now() / 1000 - 3_600)).toBeLessThan(5);
    expect((await read({ user: 'a', scopes: ['label', 'predict', 'history'] }))[1]).toBe('label,predict,history');
  });

  it.each<[string, UserTokenRequest, string]>([
    ['user', { user: 'ann/bob' }, 'user must be of the form '],
    ['user', { user: '' }, 'user must be of the form '],
    ['user', { user: 'a'.repeat(65) }, 'user must be of the form '],
    ['scopes', { user: 'ann', scopes: [] }, 'scopes must be of the form '],
    ['scopes', { user: 'ann', scopes: ['operate' as never] }, 'scopes must be of the form '],
    ['expiresInSeconds', { user: 'ann', expiresInSeconds: 86_401 }, 'expiresInSeconds must be from 1 to 86400.'],
    ['expiresInSeconds', { user: 'ann', expiresInSeconds: NaN }, 'expiresInSeconds must be from 1 to 86400.'],
  ])('refuses a wrong %s: %j', async (field, request, message) => {
    const error: unknown = await createUserToken(KEY, request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TerroirError);
    expect(error).toMatchObject({ errorType: 'InvalidInput', field });
    expect(String(error)).toContain(message);
  });

  it('does not quote a wrong key', async () => {
    const wrong = `${KEY}k`;
    const error: unknown = await createUserToken(wrong, { user: 'ann' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorType: 'InvalidInput', field: 'key' });
    expect(String(error)).not.toContain(KEY);
  });
});
