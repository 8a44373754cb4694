import type { Client } from '../../../packages/client/client.ts';

/** A model version to choose. */
export interface VersionOption {
  id: string;
  /** What has become of it, in a word or some. */
  what: string;
}

/** The newest hundred versions, and those that were the champion once: the starter version is only among these. */
export async function listVersions(client: Client, signal: AbortSignal): Promise<VersionOption[]> {
  const [names, moves] = await Promise.all([
    client.versionNames({ signal }).pages().next(),
    client.promotions({ signal }).pages().next(),
  ]);
  const listed = (names.value ?? []).map(({ id, state }) => ({
    id,
    what: state === 'REJECTED' ? 'held back' : state.toLowerCase(),
  }));
  const once = (moves.value ?? []).flatMap(({ from, to }) => [to, from]);
  const others = [...new Set(once)].filter((id) => !listed.some((version) => version.id === id));
  return [...listed, ...others.map((id) => ({ id, what: 'once the champion' }))];
}
