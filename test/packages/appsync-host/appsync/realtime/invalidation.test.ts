import { describe, expect, test } from 'vitest';
import { giveOutcome } from '../api-over-http.ts';
import { addNote, serveBoard } from './board.ts';
import { joinSocket, realtimeUrl } from './socket.ts';

const watch = 'subscription { onNote { id } }';
const endedFor = (board: string) => ({
  filterGroup: [{ filters: [{ fieldName: 'board', operator: 'eq', value: board }] }],
});
const end = (payload: object, subscriptionField = 'onNote') =>
  giveOutcome({ invalidation: { subscriptionField, payload } });

/** A board whose subscriptions end with `red`, and whose mutation forgetNote ends what `ends` says. */
const serve = (ends: () => unknown) =>
  serveBoard({
    'Subscription.onNote': () => giveOutcome({ invalidationFilter: endedFor('red') }),
    'Subscription.onAdded': () => null,
    'Mutation.forgetNote': ends,
  });

const forget = 'mutation { forgetNote(id: 1) { id } }';

describe('extensions.invalidateSubscriptions', () => {
  test('ends the subscriptions whose invalidation filter accepts the payload: they get no more events', async () => {
    const api = await serve(() => end({ board: 'red' }));
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start(watch);
    await api.ask(forget);
    expect(await socket.next()).toEqual({ id: 's1', type: 'complete' });
    await addNote(api);
    expect(await socket.isQuiet()).toBe(true);
  });

  test('leaves those alone that another payload, or another field, would end, or nothing at all', async () => {
    const ends = [end({ board: 'green' }), end({ board: 'red' }, 'onAdded'), end({ board: 'red' }, 'onForgotten')];
    const api = await serve(() => ends.shift());
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start(watch);
    await socket.start('subscription { onAdded { id } }', { id: 's2' });
    for (let left = ends.length; left > 0; left -= 1) await api.ask(forget);
    expect(await socket.isQuiet()).toBe(true);
    await addNote(api);
    expect([(await socket.next()).id, (await socket.next()).id].sort()).toEqual(['s1', 's2']);
  });

  test('by a query does nothing', async () => {
    const api = await serveBoard({
      'Subscription.onNote': () => giveOutcome({ invalidationFilter: endedFor('red') }),
      'Query.note': () => end({ board: 'red' }),
    });
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start(watch);
    await api.ask('{ note(id: 1) { id } }');
    expect(await socket.isQuiet()).toBe(true);
  });

  test('with a malformed filter is refused at the start', async () => {
    const api = await serveBoard({
      'Subscription.onNote': () => giveOutcome({ invalidationFilter: { filterGroup: 1 } }),
    });
    const socket = await joinSocket(realtimeUrl(api));
    expect(await socket.start(watch)).toMatchObject({ type: 'error' });
  });
});
