import type { GraphQLSchema } from 'graphql';
import type { GraphiqlParts } from '../definition.ts';
import { FETCHER_SCRIPT, NARROW_STYLE } from './page-parts.ts';
import { type IsOffered, writeSample } from './sample-operations.ts';

/** Stands in the options, which are JSON, for the function that page-parts.ts has. */
const FETCHER_PLACE = '"fetcher":"appsyncFetcher"';

/**
 * Makes the GraphiQL page, which needs no network, with operations for the root fields on offer. The library is 9 MB,
 * and loaded when the page is first asked for.
 */
export function createGraphiqlPage(
  schema: GraphQLSchema,
  { key, apiKey, query }: GraphiqlParts,
  isOffered?: IsOffered,
) {
  const sample = query ?? writeSample(schema, isOffered);
  return async (endpoint: string): Promise<string> => {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const authorization = key?.();
    const otherwise = apiKey === undefined ? {} : { 'x-api-key': apiKey };
    const headers = authorization === undefined ? otherwise : { Authorization: authorization };
    const page = renderGraphiQL({
      title: 'GraphiQL',
      fetcher: 'appsyncFetcher',
      endpoint,
      method: 'POST',
      headers: escapeMarkup(JSON.stringify(headers, null, 2)),
      shouldPersistHeaders: false,
      defaultQuery: sample,
      defaultEditorToolsVisibility: 'headers',
      isHeadersEditorEnabled: true,
    } as Parameters<typeof renderGraphiQL>[0]);
    const parts = `<style>${NARROW_STYLE}</style><script>${FETCHER_SCRIPT}</script></head>`;
    return page
      .replace('</head>', () => `<meta name="viewport" content="width=device-width, initial-scale=1" />${parts}`)
      .replace(FETCHER_PLACE, () => `"fetcher":appsyncFetcher(${JSON.stringify(endpoint)})`);
  };
}

/** The text lands in a script element: as JSON it means the same without `<`. */
function escapeMarkup(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
