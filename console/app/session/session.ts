import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createClient, type Client, type Scope } from '../../../packages/client/client.ts';
import type { Config } from './config.ts';
import { notingFetch } from './failures.ts';

/** Who has signed in, and by what they reach the API. */
export interface Session {
  config: Config;
  key: string;
  client: Client;
  /** Whose key it is. */
  clientId: string;
  /** What the key may do. */
  scopes: readonly Scope[];
}

/** Where the key lies until the tab is closed; other tabs and later visits do not see it. */
const PLACE = 'terroir-key';

export const SessionContext = createContext<Session | null>(null);

/** Signs in with a key. Errors: TerroirError where the API refuses the key, or does not answer. */
export async function openSession(config: Config, key: string): Promise<Session> {
  const { endpoint, realtimeEndpoint } = config;
  // Whoever looks is told soon, and tries again by a button.
  const client = createClient({ endpoint, realtimeEndpoint, key, retries: 1, fetch: notingFetch });
  const { clientId, scopes } = await client.caller();
  return { config, key, client, clientId, scopes };
}

/** The session of whoever has signed in; pages are shown to nobody else. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Nobody has signed in.');
  return session;
}

/** The key of this tab, or undefined. */
export function keptKey(): string | undefined {
  return sessionStorage.getItem(PLACE) ?? undefined;
}

/** Keeps the key for this tab; null forgets it. */
export function keepKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(PLACE);
  else sessionStorage.setItem(PLACE, key);
}
