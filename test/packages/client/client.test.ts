import { describe, expect, it, vi } from 'vitest';
import { createClient, type Client, type ClientOptions } from '../../../packages/client/client.ts';
import { TerroirError } from '../../../packages/client/errors.ts';
import { fakeFetch, failed, json, predicted, predictionOf, serve, silence, type Sent } from './fake-api.ts';

const WINE = { description: 'Blackberry, cedar and graphite.', price: 45 };
const KEY = `trr_${'k'.repeat(40)}`;

/** A client that notes its waits instead of waiting. */
function connect(fetch: typeof globalThis.fetch, options: Partial<ClientOptions> = {}): Client & { waits: number[] } {
  const waits: number[] = [];
  const wait = (waitMs: number): Promise<void> => Promise.resolve(void waits.push(waitMs));
  return { ...createClient({ endpoint: 'https://api.example/graphql', key: KEY, fetch, wait, ...options }), waits };
}

async function errorOf(call: Promise<unknown>): Promise<TerroirError> {
  const error = await call.then(
    () => new Error('It was answered.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TerroirError);
  return error as TerroirError;
}

describe('predict', () => {
  it('sends the wine with the key, and brings the prediction', async () => {
    const { fetch, sent } = fakeFetch(predicted);
    const prediction = await connect(fetch).predict(WINE);
    expect(prediction).toMatchObject({ wine: WINE, country: { name: 'France' }, modelVersion: 'starter-1' });
    expect(sent[0]?.headers).toEqual({ authorization: KEY, 'content-type': 'application/json' });
  });

  it('R2: makes a requestId of its own for each call', async () => {
    const { fetch, sent } = fakeFetch(predicted);
    const client = connect(fetch);
    await client.predict(WINE);
    await client.predict(WINE);
    const [first, second] = sent.map(({ variables }) => variables.requestId);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  it('calls the fetch that the platform has at that time', async () => {
    const client = createClient({ endpoint: 'https://api.example/graphql', key: KEY });
    vi.stubGlobal('fetch', fakeFetch(predicted).fetch);
    const call = client.predict(WINE).finally(() => vi.unstubAllGlobals());
    await expect(call).resolves.toMatchObject({ wine: WINE });
  });

  it('sends the requestId that it is told', async () => {
    const { fetch, sent } = fakeFetch(predicted);
    await connect(fetch).predict(WINE, { requestId: 'bottle 7' });
    expect(sent[0]?.variables.requestId).toBe('bottle 7');
  });

  it.each([
    ['price', { price: NaN }, 'price must be a finite number, not NaN.'],
    ['price', { price: Infinity }, 'price must be a finite number, not Infinity.'],
    ['price', { price: '12' }, 'price must be a finite number, not a string.'],
    ['points', { points: -Infinity }, 'points must be a whole number, not -Infinity.'],
    ['points', { points: 88.5 }, 'points must be a whole number, not 88.5.'],
    ['points', { points: 2 ** 31 }, 'points must be a whole number, not 2147483648.'],
    ['country', { country: ['France'] }, 'country must be a text, not a object.'],
    ['colour', { colour: 'red' }, 'WineInput has no field colour; it has description,'],
    ['toString', { toString: 'x' }, 'WineInput has no field toString;'],
    [null, null, 'A wine must be an object'],
    [null, 'Merlot', 'A wine must be an object'],
  ])('refuses what JSON or GraphQL would get wrong, and sends nothing: %s in %o', async (field, wine, message) => {
    const { fetch, sent } = fakeFetch(predicted);
    const error = await errorOf(connect(fetch).predict(wine as never));
    expect(error).toMatchObject({ errorType: 'InvalidInput', field, retryable: false });
    expect(error.message).toContain(message);
    expect(sent).toEqual([]);
  });

  it('takes null and undefined for unknown', async () => {
    const { fetch } = fakeFetch(predicted);
    await expect(connect(fetch).predict({ ...WINE, points: null, region: undefined })).resolves.toBeDefined();
  });
});

describe('what fails', () => {
  it('brings all that the API tells of an error', async () => {
    const info = { field: 'price', rule: 'range', retryable: false, retryAfterSeconds: null, requestId: 'other' };
    const { fetch, sent } = fakeFetch(failed('InvalidInput', info, 'price must be 0.01 to 100,000.'));
    const error = await errorOf(connect(fetch).predict(WINE, { requestId: 'mine' }));
    expect({ ...error }).toEqual({
      name: 'TerroirError',
      errorType: 'InvalidInput',
      field: 'price',
      rule: 'range',
      retryable: false,
      retryAfterSeconds: null,
      requestId: 'mine',
    });
    expect(error.message).toBe('price must be 0.01 to 100,000.');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a refused key', json({ errors: [{ errorType: 'UnauthorizedException', message: 'No.' }] }, 401), 'Unauthorized'],
    ['a field beyond the scopes', failed('Unauthorized', null, 'Not Authorized to access predict'), 'Unauthorized'],
    ['a firewall', new Response('Forbidden', { status: 403 }), 'Unauthorized'],
    ['an error of GraphQL itself', failed(null, null, 'Validation error of type FieldUndefined'), 'InvalidInput'],
    ['a page that is not GraphQL', new Response('<html>', { status: 200 }), 'BadAnswer'],
    ['JSON that is not GraphQL', json('ok'), 'BadAnswer'],
    ['an answer without data', json({ data: null }), 'BadAnswer'],
    ['an address that is not there', new Response('Not found', { status: 404 }), 'BadAnswer'],
  ])('is a TerroirError, and not tried again: %s', async (_, reply, errorType) => {
    const { fetch, sent } = fakeFetch(reply);
    expect(await errorOf(connect(fetch).predict(WINE))).toMatchObject({ errorType, retryable: false });
    expect(sent).toHaveLength(1);
  });

  it('says of a refused key that the API may be too busy, and of another address how an endpoint ends', async () => {
    const refused = await errorOf(connect(fakeFetch(new Response('', { status: 401 })).fetch).predict(WINE));
    expect(refused.message).toMatch(/not expired; .* If it was good just now, the API is busy: try again\.$/);
    const lost = new Response('', { status: 404 });
    const ask = (endpoint: string): Promise<TerroirError> =>
      errorOf(createClient({ endpoint, key: 'trr_k', fetch: fakeFetch(lost).fetch }).predict(WINE));
    expect((await ask('https://api.example')).message).toMatch(/Check the endpoint\. It ends in \/graphql\.$/);
    expect((await ask('https://api.example/graphql')).message).toMatch(/Check the endpoint\.$/);
  });

  it('says of a call that a firewall turned away that it may be let in after a minute, and does not wait for that', async () => {
    const { fetch, sent } = fakeFetch(json({ errors: [{ errorType: 'WAFForbiddenException', message: '403' }] }, 403));
    const error = await errorOf(connect(fetch).predict(WINE));
    expect(error).toMatchObject({ errorType: 'Blocked', retryable: true, retryAfterSeconds: 60 });
    expect(error.message).toContain('Wait a minute');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['no network', new TypeError('fetch failed'), 'Unreachable'],
    ['a server in trouble', new Response('<html>Bad gateway</html>', { status: 502 }), 'Internal'],
    ['too many requests', json({ errors: [{ message: 'Slow down.' }] }, 429), 'Internal'],
    ['no model', failed('ModelUnavailable', { retryable: true }), 'ModelUnavailable'],
    ['a field that is late', failed('ExecutionTimeout', null, 'Execution timed out.'), 'Timeout'],
  ])('is tried again four times: %s', async (_, reply, errorType) => {
    const { fetch, sent } = fakeFetch(reply);
    const client = connect(fetch);
    expect(await errorOf(client.predict(WINE))).toMatchObject({ errorType, retryable: true });
    expect(sent).toHaveLength(5);
    expect(new Set(sent.map(({ variables }) => variables.requestId)).size).toBe(1);
    for (const [attempt, waitMs] of client.waits.entries()) expect(waitMs).toBeLessThanOrEqual(200 * 2 ** attempt);
  });

  it('goes on when a retry works', async () => {
    const { fetch, sent } = fakeFetch(
      new TypeError('fetch failed'),
      failed('Internal', { retryable: true }),
      predicted,
    );
    await expect(connect(fetch).predict(WINE)).resolves.toMatchObject({ wine: WINE });
    expect(sent).toHaveLength(3);
  });

  it('waits at least as long as the API asks for', async () => {
    const info = { retryable: true, retryAfterSeconds: 7 };
    const client = connect(fakeFetch(failed('ModelUnavailable', info), predicted).fetch);
    await client.predict(WINE);
    expect(client.waits[0]).toBeGreaterThanOrEqual(7000);
  });

  it('waits as long as a Retry-After header asks for', async () => {
    const client = connect(fakeFetch(json({}, 503, { 'retry-after': '3' }), predicted).fetch);
    await client.predict(WINE);
    expect(client.waits[0]).toBeGreaterThanOrEqual(3000);
  });

  it('leaves a wait of more than 20 seconds to the caller', async () => {
    const client = connect(fakeFetch(failed('ModelUnavailable', { retryable: true, retryAfterSeconds: 60 })).fetch);
    expect(await errorOf(client.predict(WINE))).toMatchObject({ retryable: true, retryAfterSeconds: 60 });
    expect(client.waits).toEqual([]);
  });

  it('does not try again where it is told not to', async () => {
    const { fetch, sent } = fakeFetch(new TypeError('fetch failed'));
    await errorOf(connect(fetch, { retries: 0 }).predict(WINE));
    expect(sent).toHaveLength(1);
  });

  it('gives up an attempt that takes too long', async () => {
    const error = await errorOf(connect(fakeFetch(silence).fetch, { timeoutMs: 5, retries: 1 }).predict(WINE));
    expect(error).toMatchObject({ errorType: 'Timeout', retryable: true });
    expect(error.message).toContain('0.005 s');
  });

  it('refuses a key that HTTP cannot carry, and does not quote it', () => {
    for (const key of [`${KEY}\n`, `${KEY}é`, '']) {
      expect(() => createClient({ endpoint: 'https://api.example', key })).toThrow(/^key must be (?!.*kkk)/);
    }
  });

  it.each(['', 'localhost:4000/graphql', 'ftp://api.example', '/graphql'])('refuses the endpoint %j', (endpoint) => {
    expect(() => createClient({ endpoint, key: KEY })).toThrow(/^endpoint must be/);
  });
});

describe('a quota that is used up', () => {
  const exceeded = (retryAfterSeconds: number | null): Response =>
    failed('QuotaExceeded', { rule: 'quotaPerMinute', retryable: retryAfterSeconds !== null, retryAfterSeconds });

  it('is told at once, with how long to wait', async () => {
    const client = connect(fakeFetch(exceeded(7)).fetch);
    const error = await errorOf(client.predict(WINE));
    expect(error).toMatchObject({ errorType: 'QuotaExceeded', rule: 'quotaPerMinute', retryAfterSeconds: 7 });
    expect(client.waits).toEqual([]);
  });

  it('is waited for if asked to, as long as the API says, and with the same requestId', async () => {
    const told: number[] = [];
    const { fetch, sent } = fakeFetch(exceeded(50), exceeded(60), predicted);
    const options = { retries: 0, quotaWaitMsMax: 120_000, onQuotaWait: (waitMs: number) => void told.push(waitMs) };
    const client = connect(fetch, options);
    await expect(client.predict(WINE)).resolves.toMatchObject({ wine: WINE });
    expect(client.waits.map((waitMs) => Math.floor(waitMs / 10_000))).toEqual([5, 6]);
    expect(told).toEqual(client.waits);
    expect(new Set(sent.map(({ variables }) => variables.requestId)).size).toBe(1);
  });

  it('is not waited for beyond the time that is given', async () => {
    const client = connect(fakeFetch(exceeded(50)).fetch, { quotaWaitMsMax: 60_000 });
    expect(await errorOf(client.predict(WINE))).toMatchObject({ errorType: 'QuotaExceeded' });
    expect(client.waits).toHaveLength(1);
  });

  it('is not waited for where the request is larger than it will ever be', async () => {
    const client = connect(fakeFetch(exceeded(null)).fetch, { quotaWaitMsMax: 60_000 });
    expect(await errorOf(client.predict(WINE))).toMatchObject({ errorType: 'QuotaExceeded', retryable: false });
    expect(client.waits).toEqual([]);
  });

  it('is no longer waited for once the signal is aborted', async () => {
    const stop = new AbortController();
    const onQuotaWait = (): void => stop.abort(new Error('The user left.'));
    const options = { quotaWaitMsMax: 60_000, onQuotaWait, wait: undefined };
    const call = connect(fakeFetch(exceeded(50)).fetch, options).predict(WINE, { signal: stop.signal });
    await expect(call).rejects.toThrow('The user left.');
  });
});

describe('over HTTP', () => {
  it('says which address cannot be reached, and why', async () => {
    const { endpoint, close } = await serve(() => undefined);
    await close();
    const error = await errorOf(createClient({ endpoint, key: KEY, retries: 0 }).predict(WINE));
    expect(error).toMatchObject({ errorType: 'Unreachable', retryable: true });
    expect(error.message).toBe(`${endpoint} cannot be reached (ECONNREFUSED). Check the endpoint and the network.`);
  });

  it('tries again when an answer breaks off', async () => {
    let calls = 0;
    const { endpoint, close } = await serve((request, response) => {
      request.resume().on('end', () => {
        calls += 1;
        const body = JSON.stringify({ data: { predict: predictionOf(WINE) } });
        response.writeHead(200, { 'content-length': String(body.length) });
        if (calls === 1) response.write(body.slice(0, 20), () => response.destroy());
        else response.end(body);
      });
    });
    const client = createClient({ endpoint, key: KEY, wait: () => Promise.resolve() });
    await expect(client.predict(WINE)).resolves.toMatchObject({ wine: WINE });
    expect(calls).toBe(2);
    await close();
  });
});

describe('an AbortSignal', () => {
  it('ends a call that is under way, with its own reason', async () => {
    const stop = new AbortController();
    const fake = fakeFetch(silence);
    const call = connect(fake.fetch).predict(WINE, { signal: stop.signal });
    stop.abort(new Error('The user left.'));
    await expect(call).rejects.toThrow('The user left.');
    expect(fake.sent).toHaveLength(1);
  });

  it('ends a wait for a retry', async () => {
    const stop = new AbortController();
    const reply = (): Response => {
      setImmediate(() => stop.abort(new Error('The user left.')));
      return json({}, 503, { 'retry-after': '19' });
    };
    const client = createClient({ endpoint: 'https://api.example', key: KEY, fetch: fakeFetch(reply).fetch });
    await expect(client.predict(WINE, { signal: stop.signal })).rejects.toThrow('The user left.');
  }, 2_000);

  it('sends nothing when it is aborted before', async () => {
    const { fetch, sent } = fakeFetch(predicted);
    await expect(connect(fetch).predict(WINE, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    expect(sent).toEqual([]);
  });
});

describe('prediction', () => {
  it('brings a prediction, or null', async () => {
    const found = fakeFetch(json({ data: { prediction: predictionOf(WINE) } }), json({ data: { prediction: null } }));
    const client = connect(found.fetch);
    await expect(client.prediction('01J')).resolves.toMatchObject({ wine: WINE });
    await expect(client.prediction('01K')).resolves.toBeNull();
  });
});

describe('history', () => {
  /** Three pages, the middle one empty: what a filter may leave of it. */
  const pages = ({ variables }: Sent): Response => {
    const page = {
      first: { ids: ['c', 'b'], next: 'second' },
      second: { ids: [], next: 'third' },
      third: { ids: ['a'] },
    }[variables.nextToken ?? 'first'] as { ids: string[]; next?: string };
    const items = page.ids.map((id) => predictionOf(WINE, id));
    return json({ data: { predictionHistory: { items, nextToken: page.next ?? null } } });
  };

  it('goes over all pages', async () => {
    const { fetch, sent } = fakeFetch(pages);
    const filter = { country: 'France' };
    const ids: string[] = [];
    for await (const { id } of connect(fetch).history(filter, { pageSize: 2 })) ids.push(id);
    expect(ids).toEqual(['c', 'b', 'a']);
    expect(sent.map(({ variables }) => variables)).toEqual([
      { filter, limit: 2, nextToken: null },
      { filter, limit: 2, nextToken: 'second' },
      { filter, limit: 2, nextToken: 'third' },
    ]);
  });

  it('asks for a page when it is wanted, not before', async () => {
    const { fetch, sent } = fakeFetch(pages);
    for await (const { id } of connect(fetch).history()) if (id === 'b') break;
    expect(sent).toHaveLength(1);
  });

  it('brings the pages themselves', async () => {
    const lengths: number[] = [];
    for await (const page of connect(fakeFetch(pages).fetch).history().pages()) lengths.push(page.length);
    expect(lengths).toEqual([2, 0, 1]);
  });

  it('tries a page again, and fails where it cannot be had', async () => {
    const { fetch } = fakeFetch(pages, new TypeError('fetch failed'), pages, new TypeError('fetch failed'));
    const ids: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { id } of connect(fetch).history()) ids.push(id);
    };
    expect(await errorOf(read())).toMatchObject({ errorType: 'Unreachable', requestId: null });
    expect(ids).toEqual(['c', 'b']);
  });
});
