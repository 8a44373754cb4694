import type { StoredVersion } from '../../../contract/stored/models.ts';
import { findVersion, listVersions } from '../../../store/models/models.ts';
import { listChampions, newestPromotion } from '../../../store/models/promotions.ts';
import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../../../contract/limits.ts';
import { championLost, invalidInput } from '../../failures.ts';
import { type AnsweredVersion, championOf, describeStarter, describeVersion, stateOf } from '../describe.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { readText, type Request } from '../request.ts';

/** The version that answers now; ModelUnavailable where an earlier release took it away with it. */
export async function champion(dependencies: Dependencies): Promise<ModelsAnswer> {
  const { models, starter } = dependencies;
  const id = championOf(await newestPromotion(models, deadlineOf(dependencies)), starter);
  if (id === starter.version) return { value: describeStarter(starter, 'CHAMPION') };
  const version = await findVersion(models, id, deadlineOf(dependencies));
  if (version === undefined) return { failure: championLost(id, starter.version) };
  return { value: describeVersion(version, 'CHAMPION') };
}

/** The version of that id, or null. */
export async function modelVersion(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const { models, starter } = dependencies;
  const id = readText(given, 'id');
  // DynamoDB takes no empty key and none of over 1 KB, and no version has such an id.
  if (!/^[\w-]{1,100}$/.test(id)) return { value: null };
  const described = await describeMany(
    dependencies,
    id === starter.version ? [] : [await findVersion(models, id, deadlineOf(dependencies))],
  );
  if (id !== starter.version) return { value: described[0] ?? null };
  const now = championOf(await newestPromotion(models, deadlineOf(dependencies)), starter);
  const champions = await listChampions(models, deadlineOf(dependencies));
  // One that came with a later release than the champion may never have answered.
  const before = champions.has(id) ? 'RETIRED' : 'CHALLENGER';
  return { value: describeStarter(starter, now === id ? 'CHAMPION' : before) };
}

/** A page of the versions that were trained, newest first. */
export async function modelVersions(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const limit = given['limit'] == null ? PAGE_ENTRIES_DEFAULT : Number(given['limit']);
  if (!(limit >= 1 && limit <= PAGE_ENTRIES_MAX)) {
    return { failure: invalidInput('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`) };
  }
  const token = given['nextToken'];
  const before = token == null ? undefined : parseToken(token);
  if (before === null) {
    return { failure: invalidInput('nextToken', 'token', 'nextToken must be that of the page before.') };
  }
  const { versions, last } = await listVersions(dependencies.models, { limit, before }, deadlineOf(dependencies));
  const items = await describeMany(dependencies, versions);
  return { value: { items, nextToken: last === undefined ? null : formatToken(last) } };
}

async function describeMany(
  dependencies: Dependencies,
  versions: (StoredVersion | undefined)[],
): Promise<AnsweredVersion[]> {
  const found = versions.filter((version) => version !== undefined);
  if (found.length === 0) return [];
  const [newest, champions] = await Promise.all([
    newestPromotion(dependencies.models, deadlineOf(dependencies)),
    listChampions(dependencies.models, deadlineOf(dependencies)),
  ]);
  const now = championOf(newest, dependencies.starter);
  return found.map((version) => describeVersion(version, stateOf(version, now, champions)));
}

/** The id after which a page begins, as a text that tells nobody to rely on it. */
function formatToken(id: string): string {
  return Buffer.from(JSON.stringify({ kind: 'version', before: id })).toString('base64');
}

function parseToken(token: unknown): string | null {
  if (typeof token !== 'string') return null;
  try {
    const { kind, before } = JSON.parse(Buffer.from(token, 'base64').toString()) as Record<string, unknown>;
    return kind === 'version' && typeof before === 'string' && VERSION_ID.test(before) ? before : null;
  } catch {
    return null;
  }
}

/** What a training calls its version; see functions/train/. */
const VERSION_ID = /^v-[0-9A-HJKMNP-TV-Z]{26}$/;

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
