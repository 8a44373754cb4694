import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { serveApi } from './api-over-http.ts';

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

const query =
  'query Q($text: String, $at: AWSDateTime, $list: [Int!], $box: Box) { echo(text: $text, at: $at, list: $list, box: $box) { text length } }';

describe('garbage', () => {
  test.each([
    ['any bytes', fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))],
    ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
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
        { numRuns: 150 },
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
