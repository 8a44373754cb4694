import { KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import type { StoredClient } from '../../contract/stored/client.ts';
import { changeClient, type ClientChanges } from '../../store/clients/clients.ts';
import { findKeysOf, untilNoneIsLeft } from './find-keys.ts';
import { deadline, type KeysRequest } from './request.ts';

/** For so long somebody may go by what the authorizer has told of a key, and some more. */
const SETTLE_MS = (KEY_CACHE_SECONDS + 10) * 1_000;

/**
 * Writes a client's predictions to so many partitions from now on. Where these are more than before, first everybody is
 * told to look into them, so that nobody writes where another does not look; that takes 40 s. Cut off, it can be called
 * again. Where they are fewer, all are looked into that ever were written.
 *
 * Errors: CommandError where somebody else is at work on the client's keys.
 */
export async function changePartitions(request: KeysRequest, clientId: string, partitions: number): Promise<void> {
  const { clients, surroundings } = request;
  const living = async (): Promise<StoredClient[]> =>
    (await findKeysOf(clients, clientId)).filter(({ state }) => state !== 'revoked');
  const all = await living();
  const read = Math.max(partitions, ...all.map(partitionsReadOf));
  const change = async (find: () => Promise<StoredClient[]>, changes: ClientChanges): Promise<number> => {
    const names = Object.keys(changes) as (keyof ClientChanges)[];
    const isLeft = (key: StoredClient): boolean => names.some((name) => key[name] !== changes[name]);
    return untilNoneIsLeft({ find }, isLeft, (key) => changeClient(clients, key, changes, deadline()));
  };
  if (all.some((key) => (key.partitions ?? 1) < partitions)) {
    await change(living, { partitionsRead: read });
    surroundings.tell(`All keys of ${clientId} look into ${read} partitions now. Wait ${SETTLE_MS / 1000} s more.`);
    await surroundings.wait(SETTLE_MS);
  }
  await change(living, { partitions, partitionsRead: read });
}

/** Into how many partitions one must look for what the client of a key has recorded, as far as the key tells. */
export function partitionsReadOf({ partitions, partitionsRead }: StoredClient): number {
  return partitionsRead ?? partitions ?? 1;
}
