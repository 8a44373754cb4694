import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { CREDENTIAL_PATTERN, USER_TOKEN_DOMAIN } from '../../../contract/keys.ts';
import { authorize, deniedFieldsOf, type Authorization } from '../../../functions/authorizer/authorize.ts';
import { createUserToken, type UserTokenRequest } from '../../../packages/client/transport/user-token.ts';
import { deriveUserKey } from '../../../store/clients/user-key.ts';
import { hashKey, putClient } from '../../../store/clients/clients.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

const KEY = `trr_${'k'.repeat(40)}`;
const OTHER_KEY = `trr_${'o'.repeat(40)}`;
const REFUSED = { isAuthorized: false };
const base64Url = (content: string | Uint8Array): string => Buffer.from(content).toString('base64url');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

async function store(changes: Partial<StoredClient> = {}, key = KEY): Promise<void> {
  const client: StoredClient = {
    keyHash: await hashKey(key),
    clientId: 'shop',
    name: 'A shop',
    scopes: ['predict', 'history', 'label', 'operate'],
    historyApart: true,
    state: 'active',
    createdAt: '2026-11-28T00:00:00.000Z',
    userKey: await deriveUserKey(key),
    ...changes,
  };
  await putClient(dynamo.clients(), client, Date.now() + 10_000);
}

const tokenOf = (request: Partial<UserTokenRequest> = {}, key = KEY): Promise<string> =>
  createUserToken(key, { user: 'ann', ...request });

/** What the authorizer says of a token of a key that is stored so. */
async function ask(token: string, changes: Partial<StoredClient> = {}): Promise<Authorization> {
  await store(changes);
  return authorize(dynamo.clients(), token);
}

/** A token of these parts, signed by a key pair of the test's own. */
async function forge(parts: Partial<Record<'hash' | 'user' | 'scopes' | 'expiry' | 'domain', string>> = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hash = base64Url(Buffer.from(await hashKey(KEY), 'hex'));
  const expiry = String(nowSeconds() + 600);
  const told = [parts.user ?? 'ann', parts.scopes ?? 'predict', parts.expiry ?? expiry].map(base64Url);
  const content = `tru_${[parts.hash ?? hash, ...told].join('.')}`;
  const signature = sign(null, Buffer.from(`${parts.domain ?? USER_TOKEN_DOMAIN}${content}`), privateKey);
  const { x: userKey = '' } = publicKey.export({ format: 'jwk' });
  return { token: `${content}.${base64Url(signature)}`, content, signature, userKey };
}

describe('a token of a user', () => {
  it('R23: lets the user in as one of its client, to what both the token and the key allow', async () => {
    const token = await tokenOf({ scopes: ['predict', 'label'], expiresInSeconds: 600 });
    expect(token).toMatch(new RegExp(CREDENTIAL_PATTERN));
    const { resolverContext, deniedFields } = await ask(token, { scopes: ['predict', 'history'], quotaPerDay: 9 });
    expect(resolverContext).toEqual({
      clientId: 'shop/ann',
      account: 'shop',
      scopes: 'predict',
      keyHash: await hashKey(KEY),
      quotaPerDay: 9,
      expiresAt: expect.any(Number) as number,
    });
    expect(deniedFields).toEqual(deniedFieldsOf(['predict']));
  });

  it('R23: never operates, and has the scopes predict and history unless told', async () => {
    expect((await ask(await tokenOf())).deniedFields).toEqual(deniedFieldsOf(['predict', 'history']));
    const { token, userKey } = await forge({ scopes: 'predict,operate' });
    expect(await ask(token, { userKey })).toEqual(REFUSED);
  });

  it('is checked by its signature: the tests forge one that holds', async () => {
    const { token, userKey } = await forge();
    expect(await ask(token, { userKey })).toMatchObject({ isAuthorized: true });
  });

  it.each<[string, Partial<StoredClient>]>([
    ['suspended', { state: 'suspended' }],
    ['revoked', { state: 'revoked' }],
    ['expired', { expiresAt: nowSeconds() - 1 }],
    ['from before there were tokens', { userKey: undefined as never }],
  ])('R24: of a key that is %s is refused', async (_, changes) => {
    expect(await ask(await tokenOf(), changes)).toEqual(REFUSED);
  });

  it('R24: of a rotated key works as long as that key does, and no longer', async () => {
    const token = await tokenOf();
    const end = nowSeconds() + 20;
    expect(await ask(token, { expiresAt: end })).toMatchObject({ resolverContext: { expiresAt: end } });
    expect(await ask(token, { expiresAt: nowSeconds() })).toEqual(REFUSED);
  });

  it('near its end, or its key’s, is not cached beyond it', async () => {
    expect((await ask(await tokenOf({ expiresInSeconds: 12 }))).ttlOverride).toBeLessThanOrEqual(12);
    expect((await ask(await tokenOf(), { expiresAt: nowSeconds() + 9 })).ttlOverride).toBeLessThanOrEqual(9);
  });

  it('R23: that another key has signed, or nobody, is refused', async () => {
    await store({ clientId: 'other' }, OTHER_KEY);
    const mine = await tokenOf();
    const theirs = await tokenOf({}, OTHER_KEY);
    const swapped = `${mine.slice(0, mine.lastIndexOf('.'))}${theirs.slice(theirs.lastIndexOf('.'))}`;
    const { token } = await forge();
    for (const wrong of [swapped, token]) expect(await ask(wrong)).toEqual(REFUSED);
    const unknown = await tokenOf({}, `trr_${'n'.repeat(40)}`);
    expect(await ask(unknown)).toEqual(REFUSED);
  });
});

describe('a token that was meddled with', () => {
  it('R23: is refused, whichever of its parts is another', async () => {
    const token = await tokenOf();
    const parts = token.slice(4).split('.');
    const others = [
      base64Url(createHash('sha256').update(OTHER_KEY).digest()),
      base64Url('bob'),
      base64Url('predict,history,label'),
      base64Url(String(nowSeconds() + 80_000)),
      base64Url(Buffer.alloc(64, 7)),
    ];
    for (const [at, other] of others.entries()) {
      const meddled = `tru_${parts.with(at, other).join('.')}`;
      expect(meddled).toMatch(new RegExp(CREDENTIAL_PATTERN));
      expect(await ask(meddled)).toEqual(REFUSED);
    }
  });

  it('is refused where only the bits differ that base64url leaves over: no token has two forms', async () => {
    const token = await tokenOf();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const next = (letter: string): string => alphabet[alphabet.indexOf(letter) + 1]!;
    const parts = token.slice(4).split('.');
    for (const at of [0, 4]) {
      const part = parts[at]!;
      const alike = `tru_${parts.with(at, part.slice(0, -1) + next(part.slice(-1))).join('.')}`;
      expect(Buffer.from(alike.slice(4).split('.')[at]!, 'base64url')).toEqual(Buffer.from(part, 'base64url'));
      expect(await ask(alike)).toEqual(REFUSED);
    }
  });

  it('is refused with the other signature that the curve would allow: S and the order of the group', async () => {
    const { content, signature, token, userKey } = await forge();
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const malleable = `${content}.${base64Url(Buffer.concat([signature.subarray(0, 32), high]))}`;
    expect(await ask(token, { userKey })).toMatchObject({ isAuthorized: true });
    expect(await ask(malleable, { userKey })).toEqual(REFUSED);
  });

  it.each([
    ['without the words that say what is signed', { domain: '' }],
    ['for a user of no form', { user: 'ann/bob' }],
    ['for nobody', { user: ' ' }],
    ['for a scope that there is not', { scopes: 'predicts' }],
    ['for the scope of operators', { scopes: 'predict,operate' }],
    ['that ends with a word', { expiry: 'tomorrow!!' }],
    ['that ends in hexadecimal', { expiry: '0x6a7f0000' }],
    ['that has ended', { expiry: String(nowSeconds() - 1) }],
    ['that lasts longer than a day', { expiry: String(nowSeconds() + 86_400 + 120) }],
  ])('%s is refused, though its signature holds', async (_, parts) => {
    const { token, userKey } = await forge(parts);
    expect(await ask(token, { userKey })).toEqual(REFUSED);
  });

  it('signed in another way than Ed25519 is refused: nothing in a token says how to check it', async () => {
    const { content } = await forge();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', Buffer.from(USER_TOKEN_DOMAIN + content), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    const { x: userKey = '' } = publicKey.export({ format: 'jwk' });
    expect(signature.length).toBe(64);
    expect(await ask(`${content}.${base64Url(signature)}`, { userKey })).toEqual(REFUSED);
  });

  it('beyond its form, or past its end, costs no look at the table', async () => {
    const past = (await forge({ expiry: String(nowSeconds() - 5) })).token;
    const long = (await tokenOf()).replace(/^tru_/, `tru_${'A'.repeat(1_000_000)}`);
    await store();
    dynamo.operations.length = 0;
    for (const token of [past, long, 'tru_', 'tru_....', `${past}.`, `${past}\n`]) {
      expect(await authorize(dynamo.clients(), token)).toEqual(REFUSED);
    }
    expect(dynamo.operations).toEqual([]);
  });
});

describe('what the table keeps', () => {
  it('R24: neither calls nor signs: the public half of a key pair that only the key gives', async () => {
    const userKey = await deriveUserKey(KEY);
    expect(Buffer.from(userKey, 'base64url')).toHaveLength(32);
    expect(userKey).not.toBe(await deriveUserKey(OTHER_KEY));
    expect(await deriveUserKey(KEY)).toBe(userKey);
    for (const stored of [userKey, await hashKey(KEY)]) expect(await ask(stored)).toEqual(REFUSED);
  });
});
