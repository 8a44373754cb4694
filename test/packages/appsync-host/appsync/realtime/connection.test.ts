import { describe, expect, test, vi } from 'vitest';
import { addNote, serveBoard } from './board.ts';
import { joinSocket, openSocket, realtimeUrl } from './socket.ts';

const watch = 'subscription { onNote { id } }';

/** Timers that run when the test says so. */
function holdTime() {
  const timers: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;
  return {
    after: (delayMs: number, run: () => void) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    pass: (ms: number) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const [due] = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (due === undefined) break;
        timers.splice(timers.indexOf(due), 1);
        nowMs = due.atMs;
        due.run();
      }
      nowMs = untilMs;
    },
    count: () => timers.length,
  };
}

describe('a connection', () => {
  test('is acknowledged, and kept alive at once', async () => {
    const socket = await openSocket(realtimeUrl(await serveBoard()));
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
    expect(await socket.next()).toEqual({ type: 'ka' });
  });

  test('is kept alive at least every minute, whether or not it was initialised', async () => {
    const time = holdTime();
    const api = await serveBoard({}, {}, { after: time.after });
    const joined = await joinSocket(realtimeUrl(api));
    const silent = await openSocket(realtimeUrl(api));
    for (let minute = 0; minute < 3; minute += 1) {
      time.pass(60_000);
      expect(await joined.next()).toEqual({ type: 'ka' });
      expect(await silent.next()).toEqual({ type: 'ka' });
    }
  });

  test('ends after 24 hours, and leaves no timer', async () => {
    const time = holdTime();
    const socket = await joinSocket(realtimeUrl(await serveBoard({}, {}, { after: time.after })));
    time.pass(24 * 3_600_000 - 1);
    socket.send({ type: 'stop', id: 's1' });
    while ((await socket.next()).type === 'ka');
    time.pass(1);
    expect(await socket.closed).toEqual({ code: 1000, reason: 'Connection is 24 hours old' });
    await expect.poll(time.count, { timeout: 20_000 }).toBe(0);
  });

  test('serves a start without connection_init, which is optional', async () => {
    const socket = await openSocket(realtimeUrl(await serveBoard()));
    expect(await socket.start(watch)).toEqual({ id: 's1', type: 'start_ack' });
  });

  test('carries several subscriptions, each with its own events until it is stopped', async () => {
    const api = await serveBoard();
    const socket = await joinSocket(realtimeUrl(api));
    expect(await socket.start(watch)).toEqual({ id: 's1', type: 'start_ack' });
    expect(await socket.start('subscription { onAdded { text } }', { id: 's2' })).toEqual({
      id: 's2',
      type: 'start_ack',
    });
    await addNote(api);
    expect(await socket.next()).toEqual({ id: 's1', type: 'data', payload: { data: { onNote: { id: 'n1' } } } });
    expect(await socket.next()).toEqual({ id: 's2', type: 'data', payload: { data: { onAdded: { text: 'hello' } } } });
    socket.send({ type: 'stop', id: 's1' });
    expect(await socket.next()).toEqual({ id: 's1', type: 'complete' });
    await addNote(api);
    expect(await socket.next()).toMatchObject({ id: 's2', type: 'data' });
    expect(await socket.isQuiet()).toBe(true);
  });

  test('refuses an id that is in use, and takes it again once it is free', async () => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    await socket.start(watch);
    const error = { errorType: 'DuplicatedOperationError', message: 'Duplicated operation with id s1' };
    expect(await socket.start(watch)).toEqual({ id: 's1', type: 'error', payload: { errors: [error] } });
    socket.send({ type: 'stop', id: 's1' });
    await socket.next();
    expect(await socket.start(watch)).toEqual({ id: 's1', type: 'start_ack' });
  });

  test('carries 200 subscriptions and not one more', async () => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    for (let index = 0; index < 200; index += 1) {
      expect(await socket.start(watch, { id: `s${index}` })).toMatchObject({ type: 'start_ack' });
    }
    expect(await socket.start(watch, { id: 'last' })).toEqual({
      id: 'last',
      type: 'error',
      payload: {
        errors: { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' },
      },
    });
  });

  test.each([
    ['no JSON'],
    ['[]'],
    ['{"type":"subscribe","id":"s1"}'],
    ['{"type":"start","payload":{}}'],
    ['{"type":"ping"}'],
  ])('answers %s with an error that has no id, and goes on', async (message) => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    socket.send(message);
    const error = { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' };
    expect(await socket.next()).toEqual({ type: 'error', payload: { errors: [error] } });
    expect(await socket.start(watch)).toMatchObject({ type: 'start_ack' });
  });

  test('ends with a message over 240 KB', async () => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    socket.send(`"${'x'.repeat(240 * 1024)}"`);
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  test('does not start what was stopped while its resolver ran', async () => {
    const { promise: resolving, resolve: release } = Promise.withResolvers();
    const api = await serveBoard({ 'Subscription.onNote': () => resolving });
    const socket = await joinSocket(realtimeUrl(api));
    const complete = socket.start(watch);
    socket.send({ type: 'stop', id: 's1' });
    expect(await complete).toEqual({ id: 's1', type: 'complete' });
    release(null);
    await addNote(api);
    expect(await socket.isQuiet()).toBe(true);
  });

  test('whose client does not read is ended before what waits for it fills the memory', async () => {
    const warn = vi.fn<(line: string) => void>();
    const api = await serveBoard({}, {}, { warn });
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start('subscription { onNote { text } }');
    socket.raw.pause();
    const note = { text: 'x'.repeat(235 * 1024) };
    for (let count = 0; count < 500 && warn.mock.calls.length === 0; count += 1) await addNote(api, note, 'text');
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'A subscriber does not read what it is sent: its connection is closed.',
    );
    await addNote(api, note, 'text');
    expect(warn).toHaveBeenCalledOnce();
  });

  test('that is gone is forgotten, its timers too', async () => {
    const time = holdTime();
    const warn = vi.fn();
    const api = await serveBoard({}, {}, { after: time.after, warn });
    const gone = await joinSocket(realtimeUrl(api));
    await gone.start('subscription { onNote { rank } }');
    gone.raw.terminate();
    await expect.poll(time.count, { timeout: 20_000 }).toBe(0);
    const stays = await joinSocket(realtimeUrl(api));
    await stays.start(watch);
    await addNote(api, {}, 'id');
    expect(await stays.next()).toMatchObject({ type: 'data' });
    expect(warn).not.toHaveBeenCalled();
  });
});
