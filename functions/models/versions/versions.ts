import type { StoredVersion } from '../../../contract/stored/models.ts';
import { findVersion, listVersions } from '../../../store/models/models.ts';
import { listChampions, newestPromotion } from '../../../store/models/promotions.ts';
import { championLost } from '../../failures.ts';
import { type AnsweredVersion, championOf, describeStarter, describeVersion, stateOf } from '../describe.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { formatToken, readPage } from '../page-request.ts';
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
  const page = readPage(given, readPlace);
  if ('failure' in page) return page;
  const range = { limit: page.limit, before: page.after };
  const { versions, last } = await listVersions(dependencies.models, range, deadlineOf(dependencies));
  const items = await describeMany(dependencies, versions);
  return { value: { items, nextToken: last === undefined ? null : formatToken({ kind: 'version', before: last }) } };
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

/** The id after which a page begins. */
function readPlace({ kind, before }: Record<string, unknown>): string | null {
  return kind === 'version' && typeof before === 'string' && VERSION_ID.test(before) ? before : null;
}

/** What a training calls its version; see functions/train/. */
const VERSION_ID = /^v-[0-9A-HJKMNP-TV-Z]{26}$/;

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
