/** What a deployment tells its console: `config.json` beside the page. */
export interface Config {
  /** Where the API answers. */
  endpoint: string;
  /** Where its events come from; made of the endpoint unless told. */
  realtimeEndpoint?: string | undefined;
  /** On a laptop: the key that `npm start` has made. */
  key?: string | undefined;
  /** On a laptop: where GraphiQL is. */
  graphiql?: string | undefined;
}

/**
 * Reads `config.json`. Addresses in it may be relative to the page.
 *
 * Errors: Error where there is none, or it names no endpoint.
 */
export async function readConfig(): Promise<Config> {
  const response = await fetch('config.json', { cache: 'no-store' });
  const told: unknown = response.ok ? await response.json() : undefined;
  if (!isConfig(told)) {
    throw new Error(
      'The console does not know where its API is: config.json beside it is missing, or has no endpoint.',
    );
  }
  const { realtimeEndpoint } = told;
  const events = realtimeEndpoint === undefined ? undefined : new URL(realtimeEndpoint, location.href);
  return {
    ...told,
    endpoint: new URL(told.endpoint, location.href).href,
    realtimeEndpoint: events?.href.replace(/^http/, 'ws'),
  };
}

function isConfig(told: unknown): told is Config {
  return typeof told === 'object' && told !== null && 'endpoint' in told && typeof told.endpoint === 'string';
}
