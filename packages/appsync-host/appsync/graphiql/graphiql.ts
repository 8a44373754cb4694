import type { GraphQLSchema } from 'graphql';
import type { GraphiqlParts } from '../definition.ts';
import { writeSample } from './sample-operations.ts';

/**
 * Makes the GraphiQL page, which needs no network. The library is 9 MB, and loaded when the page is first asked for.
 */
export function createGraphiqlPage(schema: GraphQLSchema, { key, apiKey, query }: GraphiqlParts) {
  const sample = query ?? writeSample(schema);
  return async (endpoint: string): Promise<string> => {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const authorization = key?.();
    const otherwise = apiKey === undefined ? {} : { 'x-api-key': apiKey };
    const headers = authorization === undefined ? otherwise : { Authorization: authorization };
    return renderGraphiQL({
      title: 'GraphiQL',
      endpoint,
      method: 'POST',
      headers: escapeMarkup(JSON.stringify(headers, null, 2)),
      shouldPersistHeaders: false,
      defaultQuery: sample,
      defaultEditorToolsVisibility: 'headers',
      isHeadersEditorEnabled: true,
    });
  };
}

/** The text lands in a script element: as JSON it means the same without `<`. */
function escapeMarkup(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
