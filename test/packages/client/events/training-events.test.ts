import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, type Client, type ClientOptions, type TrainingRun } from '../../../../packages/client/client.ts';
import { TerroirError } from '../../../../packages/client/errors.ts';
import { fakeFetch, json, type Sent } from '../fake-api.ts';
import { answerRuns, runAt, startRealtime, type FakeRealtime, type Link, type Manner } from '../fake-realtime.ts';

const KEY = `trr_${'k'.repeat(40)}`;

let realtime: FakeRealtime;
afterEach(() => realtime.close());

/** A client of an API that has these runs, and whose connections go in this manner. Waits between attempts are none. */
async function connect(
  runs: readonly TrainingRun[],
  manners: Manner[] = ['good'],
  options: Partial<ClientOptions> = {},
): Promise<{ client: Client; asked: Sent[] }> {
  realtime = await startRealtime(...manners);
  const { fetch, sent } = fakeFetch(answerRuns(runs));
  const client = createClient({
    endpoint: 'https://api.example/graphql',
    realtimeEndpoint: realtime.endpoint,
    key: KEY,
    fetch,
    wait: onlyBackoff,
    ...options,
  });
  return { client, asked: sent };
}

/** Waits before an attempt are over at once; the one for a sign of life never is. */
function onlyBackoff(waitMs: number, signal?: AbortSignal): Promise<void> {
  return waitMs < 15_000 ? Promise.resolve() : untilAborted(signal);
}

function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}

/** The next state of a run, in short. */
async function next(events: AsyncIterator<TrainingRun>): Promise<string> {
  const result = await events.next();
  if (result.done === true) return 'done';
  const { id, status, updatedAt } = result.value;
  return `${id} ${status} ${updatedAt.slice(17, 19)}`;
}

/** Reads until the watch has nothing left to do but to hear events: what comes then comes by what the test does. */
async function settle(events: AsyncIterator<TrainingRun>): Promise<Link> {
  expect(await next(events)).toBe('a RUNNING 01');
  const link = await realtime.nextLink();
  link.tell(runAt('a', 2));
  expect(await next(events)).toBe('a RUNNING 02');
  return link;
}

async function errorOf(events: AsyncIterator<TrainingRun>): Promise<TerroirError> {
  const error = await events.next().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TerroirError);
  return error as TerroirError;
}

describe('trainingEvents of one run', () => {
  it('subscribes as AppSync wants it, with the key in the sub-protocol and in the start', async () => {
    const { client } = await connect([runAt('a', 1)]);
    const events = client.trainingEvents({ id: 'a' });
    const first = next(events);
    const { protocols, authorization, subscription } = await realtime.nextLink();
    const header = protocols[1]?.slice('header-'.length) ?? '';
    expect(protocols).toEqual(['graphql-ws', expect.stringMatching(/^header-[\w-]+$/)]);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(authorization);
    expect(authorization).toEqual({ Authorization: KEY, host: 'api.example' });
    expect(subscription).toMatchObject({ variables: { id: 'a' } });
    expect(subscription.query).toContain('onTrainingProgress(id: $id)');
    expect(await first).toBe('a RUNNING 01');
    await events.return();
  });

  it('tells how the run stands, each state that follows, and its end, and closes the connection', async () => {
    const { client } = await connect([runAt('a', 1)]);
    const events = client.trainingEvents({ id: 'a' });
    expect(await next(events)).toBe('a RUNNING 01');
    const { tell, closed } = await realtime.nextLink();
    tell(runAt('a', 2));
    tell(runAt('a', 3, { status: 'PROMOTED' }));
    expect([await next(events), await next(events), await next(events)]).toEqual([
      'a RUNNING 02',
      'a PROMOTED 03',
      'done',
    ]);
    await closed;
  });

  it('tells a run that has ended already, once', async () => {
    const { client } = await connect([runAt('a', 9, { status: 'FAILED' })]);
    const events = client.trainingEvents({ id: 'a' });
    expect([await next(events), await next(events)]).toEqual(['a FAILED 09', 'done']);
  });

  it('tells no state twice, and none that is older than what was told', async () => {
    const { client } = await connect([runAt('a', 2)]);
    const events = client.trainingEvents({ id: 'a' });
    expect(await next(events)).toBe('a RUNNING 02');
    const { tell } = await realtime.nextLink();
    for (const second of [1, 2, 3, 3, 1]) tell(runAt('a', second));
    tell(runAt('a', 3, { status: 'REJECTED' }));
    expect([await next(events), await next(events)]).toEqual(['a RUNNING 03', 'a REJECTED 03']);
  });

  it('R21: connects again when the connection ends, and catches up with what it missed', async () => {
    const runs = [runAt('a', 1)];
    const { client } = await connect(runs, ['good', 'cut at once', 'good']);
    const events = client.trainingEvents({ id: 'a' });
    const first = await settle(events);
    runs[0] = runAt('a', 5);
    first.cut();
    expect(await next(events)).toBe('a RUNNING 05');
    const second = await realtime.nextLink();
    runs[0] = runAt('a', 8, { status: 'PROMOTED' });
    second.cut();
    expect([await next(events), await next(events)]).toEqual(['a PROMOTED 08', 'done']);
    expect(realtime.connections()).toBe(4);
  });

  it('takes a connection for dead that is silent for longer than the API allows', async () => {
    const runs = [runAt('a', 1)];
    const { client } = await connect(runs, [{ ack: { connectionTimeoutMs: 100 } }, 'good']);
    const events = client.trainingEvents({ id: 'a' });
    await settle(events);
    runs[0] = runAt('a', 7);
    expect(await next(events)).toBe('a RUNNING 07');
    expect(realtime.connections()).toBe(2);
  });

  it('asks for the run when nothing is heard of it, for an event can be lost', async () => {
    const runs = [runAt('a', 1)];
    const silences: (() => void)[] = [];
    const wait = (waitMs: number, signal?: AbortSignal): Promise<void> =>
      waitMs === 15_000
        ? Promise.race([new Promise<void>((resolve) => silences.push(resolve)), untilAborted(signal)])
        : onlyBackoff(waitMs, signal);
    const { client, asked } = await connect(runs, ['good'], { wait });
    const events = client.trainingEvents({ id: 'a' });
    await settle(events);
    const end = next(events);
    runs[0] = runAt('a', 9, { status: 'UNCHANGED' });
    silences.at(-1)?.();
    expect(await end).toBe('a UNCHANGED 09');
    expect(asked).toHaveLength(3);
  });

  it('asks for the run when an event comes without it', async () => {
    const runs = [runAt('a', 1)];
    const { client } = await connect(runs);
    const events = client.trainingEvents({ id: 'a' });
    const { tell } = await settle(events);
    runs[0] = runAt('a', 4);
    tell(null as never);
    expect(await next(events)).toBe('a RUNNING 04');
    await events.return();
  });

  it('is NotFound where there is no such run', async () => {
    const { client } = await connect([]);
    expect(await errorOf(client.trainingEvents({ id: 'none' }))).toMatchObject({ errorType: 'NotFound', field: 'id' });
  });
});

describe('trainingEvents of all runs', () => {
  it('tells the runs that are at work, then whatever is news, and nothing of before', async () => {
    const runs = [runAt('b', 20), runAt('a', 10, { status: 'PROMOTED' })];
    const { client } = await connect(runs);
    const events = client.trainingEvents();
    expect(await next(events)).toBe('b RUNNING 20');
    const { tell, subscription } = await realtime.nextLink();
    expect(subscription.variables).toEqual({});
    tell(runAt('b', 21, { status: 'FAILED' }));
    tell(runAt('c', 30));
    expect([await next(events), await next(events)]).toEqual(['b FAILED 21', 'c RUNNING 30']);
    await events.return();
  });

  it('R21: misses no run that came and went while the connection was down, oldest first', async () => {
    const before = Array.from({ length: 25 }, (_, index) => runAt(`old-${index}`, 1, { status: 'PROMOTED' }));
    const runs = [runAt('b', 2), ...before];
    const { client } = await connect(runs);
    const events = client.trainingEvents();
    expect(await next(events)).toBe('b RUNNING 02');
    runs[0] = runAt('b', 3, { status: 'REJECTED' });
    const missed = Array.from({ length: 21 }, (_, index) => runAt(`new-${index}`, 30 + index, { status: 'UNCHANGED' }));
    runs.unshift(...missed.toReversed());
    (await realtime.nextLink()).cut();
    const told: string[] = [];
    for (let count = 0; count < 22; count += 1) told.push(await next(events));
    expect(told).toEqual(['b REJECTED 03', ...missed.map(({ id }, index) => `${id} UNCHANGED ${30 + index}`)]);
    await events.return();
  });
});

describe('completedTrainings', () => {
  it('R21: tells the ends of runs, each once, also of those that came while the connection was down', async () => {
    const runs = [runAt('b', 20), runAt('a', 10, { status: 'PROMOTED' })];
    const { client } = await connect(runs);
    const events = client.completedTrainings();
    const first = next(events);
    const link = await realtime.nextLink();
    expect(link.subscription.query).toContain('onTrainingCompleted');
    runs[0] = runAt('b', 21, { status: 'FAILED' });
    link.tell(runs[0]);
    expect(await first).toBe('b FAILED 21');
    runs.unshift(runAt('c', 33, { status: 'PROMOTED' }));
    link.cut();
    expect(await next(events)).toBe('c PROMOTED 33');
    await events.return();
  });
});

describe('the end of listening', () => {
  it('comes with the signal, by its own reason, and closes the connection', async () => {
    const { client } = await connect([runAt('a', 1)]);
    const stop = new AbortController();
    const events = client.trainingEvents({ signal: stop.signal });
    await next(events);
    const { closed } = await realtime.nextLink();
    const waiting = events.next();
    stop.abort(new Error('Enough.'));
    await expect(waiting).rejects.toThrow('Enough.');
    await closed;
    await expect(client.trainingEvents({ signal: stop.signal }).next()).rejects.toThrow('Enough.');
  });

  it('comes when one leaves the loop', async () => {
    const { client } = await connect([runAt('a', 1)]);
    const links: Link[] = [];
    for await (const { updatedAt } of client.trainingEvents()) {
      if (updatedAt.endsWith('02.000Z')) break;
      links.push(await realtime.nextLink());
      links[0]?.tell(runAt('a', 2));
    }
    await links[0]?.closed;
    expect(links).toHaveLength(1);
  });

  it.each<[string, Manner]>([
    ['the connection', { refuseInit: { errorType: 'UnauthorizedException', message: 'No.', errorCode: 401 } }],
    ['the subscription', { refuseStart: [{ errorType: 'Unauthorized', message: 'Not Authorized to access it' }] }],
  ])('comes when the key is refused for %s, without another attempt', async (_, manner) => {
    const { client } = await connect([], [manner]);
    const error = await errorOf(client.trainingEvents());
    expect(error).toMatchObject({ errorType: 'Unauthorized', retryable: false });
    expect(error.message).toContain('npm run terroir -- keys create');
    expect(realtime.connections()).toBe(1);
  });

  it('does not come with a limit that passes, told as an object', async () => {
    const limit = { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' };
    const { client } = await connect([runAt('a', 1)], [{ refuseStart: limit }, 'good']);
    const events = client.trainingEvents();
    expect(await next(events)).toBe('a RUNNING 01');
    await events.return();
  });

  it('comes at once where the platform has no WebSocket, and says what to do', async () => {
    const { client } = await connect([]);
    vi.stubGlobal('WebSocket', undefined);
    const error = await errorOf(client.trainingEvents()).finally(() => vi.unstubAllGlobals());
    expect(error).toMatchObject({ errorType: 'Unreachable', retryable: false });
    expect(error.message).toContain('use Node 22 or later, or set globalThis.WebSocket');
  });

  it('comes when a connection fails again while it is being closed, as in Node 22', async () => {
    const { client } = await connect([], ['good'], { retries: 0 });
    vi.stubGlobal('WebSocket', function fail() {
      const socket = Object.assign(new EventTarget(), { close: () => socket.dispatchEvent(new Event('error')) });
      queueMicrotask(socket.close);
      return socket;
    });
    const error = await errorOf(client.trainingEvents()).finally(() => vi.unstubAllGlobals());
    expect(error).toMatchObject({ errorType: 'Unreachable', retryable: true });
  });

  it('comes when nothing can be reached, after the retries', async () => {
    const { client } = await connect([], ['cut at once'], { retries: 2 });
    const error = await errorOf(client.trainingEvents());
    expect(error).toMatchObject({ errorType: 'Unreachable', retryable: true });
    expect(error.message).toContain(realtime.endpoint);
    expect(realtime.connections()).toBe(3);
  });

  it('does not come when a later look fails in passing', async () => {
    const { fetch } = fakeFetch(answerRuns([runAt('a', 1)]), json({}, 503), answerRuns([runAt('a', 2)]));
    const { client } = await connect([], ['good'], { fetch, retries: 0 });
    const events = client.trainingEvents();
    await next(events);
    const later = next(events);
    (await realtime.nextLink()).cut();
    expect(await later).toBe('a RUNNING 02');
    await events.return();
  });
});
