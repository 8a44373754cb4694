import { describe, expect, test, vi } from 'vitest';
import { giveOutcome, serveApi } from '../api-over-http.ts';
import { addNote, serveBoard } from './board.ts';
import { joinSocket, realtimeUrl } from './socket.ts';

/** Subscribes, lets `act` happen, and answers the payload of the first event; null when there is none. */
async function firstEvent(
  query: string,
  act: (api: Awaited<ReturnType<typeof serveBoard>>) => Promise<unknown>,
  variables: object = {},
  ...parameters: Parameters<typeof serveBoard>
): Promise<unknown> {
  const api = await serveBoard(...parameters);
  const socket = await joinSocket(realtimeUrl(api));
  expect(await socket.start(query, { variables })).toMatchObject({ type: 'start_ack' });
  await act(api);
  socket.send({ type: 'stop', id: 'nobody' });
  const { id, payload } = await socket.next();
  return id === 'nobody' ? null : payload;
}

describe('an event', () => {
  test('is the mutation’s result, cut to what the subscriber selects, under the subscriber’s names', async () => {
    const query =
      'subscription { mine: onNote { ...Words author { called: name } colour tags } } fragment Words on Note { words: text }';
    const act = (api: Parameters<typeof addNote>[0]) =>
      addNote(api, { colour: 'RED', tags: ['a', 'b'] }, 'id text author { mail name } colour tags');
    expect(await firstEvent(query, act)).toEqual({
      data: { mine: { words: 'hello', author: { called: 'Ann' }, colour: 'RED', tags: ['a', 'b'] } },
    });
  });

  test('has the schema’s names, whatever the mutation’s caller called them', async () => {
    const query = 'subscription { onNote { id text author { name } } }';
    const act = (api: Parameters<typeof addNote>[0]) =>
      api.ask('mutation { m: addNote(note: { id: "n1", text: "hi" }) { text: id, id: text, by: author { n: name } } }');
    expect(await firstEvent(query, act)).toEqual({
      data: { onNote: { id: 'n1', text: 'hi', author: { name: 'Ann' } } },
    });
  });

  test('carries AWSJSON once encoded, as the mutation’s answer did', async () => {
    const act = (api: Parameters<typeof addNote>[0]) => addNote(api, {}, 'extra');
    expect(await firstEvent('subscription { onNote { extra } }', act)).toEqual({
      data: { onNote: { extra: '{"size":[1,2]}' } },
    });
  });

  test('comes from each mutation of one request, in order', async () => {
    const api = await serveBoard();
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start('subscription { onNote { id } }');
    await api.ask(
      'mutation { a: addNote(note: { id: "1", text: "" }) { id } b: moveNote(note: { id: "2", text: "" }) { id } }',
    );
    expect((await socket.next()).payload).toEqual({ data: { onNote: { id: '1' } } });
    expect((await socket.next()).payload).toEqual({ data: { onNote: { id: '2' } } });
  });

  test('comes only from the mutations that the subscription names', async () => {
    const act = (api: Parameters<typeof addNote>[0]) => addNote(api, {}, 'id', 'moveNote');
    expect(await firstEvent('subscription { onAdded { id } }', act)).toBe(null);
    expect(await firstEvent('subscription { onNothing { id } }', act)).toBe(null);
  });

  test('does not come of a mutation that failed or gave null', async () => {
    const act = async (api: Parameters<typeof addNote>[0]) => {
      await api.ask('mutation { failNote(id: 1) { id } }');
      await api.ask('mutation { forgetNote(id: 1) { id } }');
    };
    expect(await firstEvent('subscription { onForgotten { id } }', act)).toBe(null);
  });

  test('comes of a mutation that has a value beside its error', async () => {
    const outcome = giveOutcome({
      value: { id: 'n1', text: 'kept' },
      errors: [{ message: 'half done', errorType: null, data: null, errorInfo: null }],
    });
    const act = (api: Parameters<typeof addNote>[0]) => api.ask('mutation { forgetNote(id: 1) { text } }');
    const query = 'subscription { onForgotten { text } }';
    expect(await firstEvent(query, act, {}, { 'Mutation.forgetNote': () => outcome })).toEqual({
      data: { onForgotten: { text: 'kept' } },
    });
  });

  test('of a union knows its type, and of a list its elements', async () => {
    const schema = `
      type Cat { name: String } type Dog { name: String, barks: Boolean } union Pet = Cat | Dog
      type Query { a: String }
      type Mutation { adopt: [Pet!] }
      type Subscription { onAdopted: [Pet!] @aws_subscribe(mutations: ["adopt"]) }`;
    const pets = [
      { __typename: 'Cat', name: 'Tom' },
      { __typename: 'Dog', name: 'Rex', barks: true },
    ];
    const api = await serveApi(schema, { 'Mutation.adopt': () => pets });
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start('subscription { onAdopted { __typename ... on Cat { name } ... on Dog { barks } } }');
    await api.ask('mutation { adopt { ... on Cat { name } ... on Dog { barks } } }');
    expect((await socket.next()).payload).toEqual({
      data: {
        onAdopted: [
          { __typename: 'Cat', name: 'Tom' },
          { __typename: 'Dog', barks: true },
        ],
      },
    });
  });

  test('over 240 KB is dropped, which only the terminal is told', async () => {
    const warn = vi.fn();
    const act = (api: Parameters<typeof addNote>[0]) => addNote(api, { text: 'x'.repeat(240 * 1024) });
    expect(await firstEvent('subscription { onNote { text } }', act, {}, {}, {}, { warn })).toBe(null);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^An event of \d+ bytes was dropped/));
  });
});

describe('what the mutation did not select', () => {
  test('is null to the subscriber, and the terminal says so once', async () => {
    const warn = vi.fn();
    const act = async (api: Parameters<typeof addNote>[0]) => {
      await addNote(api, { rank: 3 }, 'id author { name }');
      await addNote(api, { rank: 3 }, 'id author { name }');
    };
    const query = 'subscription { onNote { id rank author { name mail } } }';
    expect(await firstEvent(query, act, {}, {}, {}, { warn })).toEqual({
      data: { onNote: { id: 'n1', rank: null, author: { name: 'Ann', mail: null } } },
    });
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'Subscription.onNote asks for rank, author.mail, which Mutation.addNote did not select: the subscriber gets null.',
    );
  });

  test('is an error in the payload where null may not be', async () => {
    const act = (api: Parameters<typeof addNote>[0]) => addNote(api, {}, 'id author { mail }');
    expect(await firstEvent('subscription { onNote { id author { name } } }', act)).toEqual({
      data: { onNote: { id: 'n1', author: null } },
      errors: [
        {
          path: ['onNote', 'author', 'name'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'String' within parent 'Author' (/onNote/author/name)",
        },
      ],
    });
  });

  test('does not match a filter, and the terminal says so', async () => {
    const warn = vi.fn();
    const act = (api: Parameters<typeof addNote>[0]) => addNote(api, { board: 'home' }, 'id');
    const query = 'subscription { onNote(board: "home") { id } }';
    expect(await firstEvent(query, act, {}, {}, {}, { warn })).toBe(null);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'Subscription.onNote filters by board, which Mutation.addNote did not select: it counts as null.',
    );
  });
});

describe('arguments as a filter', () => {
  test.each([
    ['{ onNote { id } }', {}, true],
    ['{ onNote(board: "home") { id } }', {}, true],
    ['{ onNote(board: "work") { id } }', {}, false],
    ['{ onNote(board: "home", rank: 2) { id } }', {}, true],
    ['{ onNote(board: "home", rank: 3) { id } }', {}, false],
    ['{ onNote(board: null) { id } }', {}, false],
    ['{ onNote(colour: null) { id } }', {}, true],
    ['{ onNote(tags: ["a", "b"]) { id } }', {}, true],
    ['{ onNote(tags: ["a"]) { id } }', {}, false],
    ['{ onAdded(id: 1) { id } }', {}, true],
    ['($b: String) { onNote(board: $b) { id } }', {}, true],
    ['($b: String) { onNote(board: $b) { id } }', { b: null }, false],
    ['($b: String) { onNote(board: $b) { id } }', { b: 'home' }, true],
    ['($c: Colour) { onNote(colour: $c) { id } }', { c: 'RED' }, false],
  ])('%s with %j', async (query, variables, isSent) => {
    const act = (api: Parameters<typeof addNote>[0]) =>
      addNote(api, { id: '1', board: 'home', rank: 2, tags: ['a', 'b'] });
    expect((await firstEvent(`subscription ${query}`, act, variables)) !== null).toBe(isSent);
  });
});
