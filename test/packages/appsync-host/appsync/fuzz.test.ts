import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { anyLetter, runs } from '../../../fuzz.ts';
import { serveApi } from './api-over-http.ts';
import { serveBoard } from './realtime/board.ts';
import { joinSocket, openSocket, realtimeUrl } from './realtime/socket.ts';

const schema = `
  type Query { echo(text: String, at: AWSDateTime, list: [Int!], box: Box): Echo }
  input Box { text: String!, box: Box }
  type Echo { text: String length: Int }
`;

const resolvers = {
  'Query.echo': ({ arguments: args }: { arguments: Record<string, unknown> }) => ({ text: args['text'], length: 1 }),
};

const requestErrors = /^(Malformed|BadRequest|Unauthorized)/;

/** Either an operation ran or was told why not, or the request was turned away with an error type. */
function expectTyped(status: number, body: { data?: unknown; errors?: Record<string, unknown>[] }): void {
  if (status === 200) {
    expect(body).toHaveProperty('data');
    for (const error of body.errors ?? [])
      expect(Object.keys(error)).toEqual(expect.arrayContaining(['path', 'locations', 'message']));
  } else {
    expect([400, 401]).toContain(status);
    expect(body.errors?.[0]?.['errorType']).toMatch(requestErrors);
  }
}

const name = fc.constantFrom(
  'echo',
  'text',
  'length',
  '__typename',
  'box',
  'list',
  'none',
  'Echo',
  'Query',
  'F0',
  'F1',
);
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('1', '-0', '1e400', '"x"', '"""y"""', 'null', 'true', 'ENUM', '$text', '$none', '{}', '[]'),
    tie('value').map((one) => `[${one}, ${one}]`),
    fc.tuple(name, tie('value')).map(([field, one]) => `{${field}: ${one}}`),
  ),
})).value;
const directive = fc.constantFrom('', '', '@skip(if: true)', '@include(if: $text)', '@none', '@deprecated');
const selection = fc.letrec<{ one: string; set: string }>((tie) => ({
  set: fc.array(tie('one'), { minLength: 1, maxLength: 4 }).map((parts) => `{ ${parts.join(' ')} }`),
  one: fc.oneof(
    { maxDepth: 5 },
    name,
    fc.tuple(name, name, value, directive).map(([field, key, one, mark]) => `a: ${field}(${key}: ${one}) ${mark}`),
    fc.tuple(name, tie('set')).map(([field, set]) => `${field} ${set}`),
    fc.tuple(name, tie('set')).map(([type, set]) => `... on ${type} ${set}`),
    name.map((fragment) => `...${fragment}`),
    tie('set').map((set) => `echo(text: "x") ${set}`),
  ),
})).set;
const definition = fc.tuple(
  fc.constantFrom('query', 'mutation', 'subscription', 'fragment'),
  selection,
  value,
  fc.constantFrom('String', '[Int!]', 'Box!', 'Echo', 'None', '[[Box]]'),
);
/** Documents that a parser takes, most of which no schema allows. */
const byGrammar = fc
  .array(definition, { minLength: 1, maxLength: 4 })
  .map((definitions) =>
    definitions
      .map(([kind, set, initial, type], at) =>
        kind === 'fragment' ? `fragment F${at} on Echo ${set}` : `${kind} Q${at}($text: ${type} = ${initial}) ${set}`,
      )
      .join(' '),
  );

const query =
  'query Q($text: String, $at: AWSDateTime, $list: [Int!], $box: Box) { echo(text: $text, at: $at, list: $list, box: $box) { text length } }';

describe('R22: garbage', () => {
  test.each([
    ['any bytes', fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))],
    ['any text', fc.string({ unit: anyLetter, maxLength: 200 })],
    ['any JSON', fc.json()],
    ['any query', fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ query: text }))],
    [
      'almost a query',
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '(',
            ')',
            'echo',
            'text',
            '$text',
            ':',
            '"x"',
            '...',
            'on',
            'Echo',
            '@skip',
            '[',
            ']',
            '1',
            '!',
            'query',
          ),
          { maxLength: 30 },
        )
        .map((words) => JSON.stringify({ query: words.join(' ') })),
    ],
    ['a query by the grammar', byGrammar.map((document) => JSON.stringify({ query: document, operationName: 'Q0' }))],
    [
      'any variables',
      fc
        .record({ text: fc.jsonValue(), at: fc.jsonValue(), list: fc.jsonValue(), box: fc.jsonValue() })
        .map((variables) => JSON.stringify({ query, variables })),
    ],
  ])(
    '%s gets a typed error or an answer, never a fault of the host',
    async (_, garbage: fc.Arbitrary<string | Buffer>) => {
      const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const api = await serveApi(schema, resolvers);
      await fc.assert(
        fc.asyncProperty(garbage, async (body) => {
          const bytes = new Uint8Array(Buffer.from(body));
          const response = await api.fetch('/graphql', {
            method: 'POST',
            body: bytes,
            headers: { 'x-api-key': 'da2-open' },
          });
          expectTyped(response.status, (await response.json()) as Parameters<typeof expectTyped>[1]);
        }),
        runs(150),
      );
      expect(told).not.toHaveBeenCalled();
      told.mockRestore();
    },
  );

  test('text of any kind comes back as it was sent', async () => {
    const api = await serveApi(schema, resolvers);
    for (const text of ['\u0000', '\ud800', '\udc00\ud800', 'e\u0301', '\u202e', '🍷', '__proto__', '</script>']) {
      expect(await api.ask(query, { text })).toEqual({ data: { echo: { text, length: 1 } } });
    }
  });
});

const frame = fc.oneof(
  fc.string({ unit: anyLetter, maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.json(),
  fc
    .record({
      type: fc.oneof(fc.constantFrom('start', 'stop', 'connection_init', 'data'), fc.jsonValue()),
      id: fc.oneof(fc.constantFrom('a', 'b'), fc.jsonValue()),
      payload: fc.oneof(
        fc.jsonValue(),
        fc.record({
          data: fc.oneof(
            fc.jsonValue(),
            byGrammar.map((document) => JSON.stringify({ query: document })),
            fc.constant(JSON.stringify({ query: 'subscription { onForgotten { id } }' })),
          ),
          extensions: fc.oneof(
            fc.jsonValue(),
            fc.constant({ authorization: { host: 'api.example', 'x-api-key': 'da2-open' } }),
          ),
        }),
      ),
    })
    .map((one) => JSON.stringify(one)),
);

describe('R22: a connection', () => {
  test(
    'takes any frames in any order, answers in the shape of the protocol, and goes on',
    { timeout: 60_000 },
    async () => {
      const warned: string[] = [];
      const api = await serveBoard({}, {}, { warn: (line) => void warned.push(line) });
      await fc.assert(
        fc.asyncProperty(fc.array(frame, { maxLength: 12 }), fc.boolean(), async (frames, isInitialised) => {
          const socket = await (isInitialised ? joinSocket : openSocket)(realtimeUrl(api));
          for (const one of frames) socket.raw.send(one);
          socket.send({ type: 'stop', id: 'the last' });
          for (let answer = await socket.next(); answer.id !== 'the last'; answer = await socket.next()) {
            expect(['connection_ack', 'ka', 'start_ack', 'complete', 'error', 'data']).toContain(answer.type);
            expect(JSON.stringify(answer)).not.toContain('InternalFailure');
          }
          socket.raw.terminate();
        }),
        runs(60),
      );
      expect(warned).toEqual([]);
    },
  );

  test('repeats an id of many characters once only', async () => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    const id = 'i'.repeat(100_000);
    expect(await socket.start('subscription { onForgotten { id } }', { id })).toMatchObject({ type: 'start_ack' });
    const refused = await socket.start('subscription { onForgotten { id } }', { id });
    expect(refused.type).toBe('error');
    expect(JSON.stringify(refused).length).toBeLessThan(102_000);
  });
});
