import type { StoredVersion, StoredPromotion } from '../../../contract/stored/models.ts';
import type { Failure } from '../../../contract/errors.ts';
import { findVersion } from '../../../store/models/models.ts';
import { appendPromotion, newestPromotion, planPromotion, planRollback } from '../../../store/models/promotions.ts';
import { invalidInput, notFound, otherChampion, promotionConflict, versionUnavailable } from '../../failures.ts';
import { ModelRefused } from '../../../artifacts/open.ts';
import { keepStarter } from '../../keep-starter.ts';
import { isFormatRefusal, isPassingRefusal } from '../../registered-model.ts';
import { type AnsweredVersion, championOf, describeStarter, describeVersion } from '../describe.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from '../dependencies.ts';
import { readReason, readText, type Request } from '../request.ts';

/**
 * A move of which nobody says which champion it expects takes at least so long: whoever asked at the same moment has by
 * then been told of the champion that was, and so finds out.
 */
const MOVE_MS_MIN = 1_000;

const OTHER_FORMAT = 'This release reads another format: train again, or promote another version.';

/** Makes the version `id` the champion. */
export async function promoteModel(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const { clientId, arguments: given } = request;
  const startMs = dependencies.models.clock.elapsedMs();
  const id = readText(given, 'id');
  const reason = readReason(given);
  if (typeof reason !== 'string') return { failure: reason };
  const newest = await newestPromotion(dependencies.models, deadlineOf(dependencies));
  const champion = championOf(newest, dependencies.starter);
  const conflict = findConflict(newest, champion, request);
  if (conflict !== undefined) return { failure: conflict };
  if (id === champion) return { failure: invalidInput('id', 'notChampion', `${id} is the champion already.`) };
  const at = timestamp(dependencies.models);
  const move = { promotionKind: 'PROMOTE' as const, to: id, by: clientId, at, reason, moveId: dependencies.newId() };
  return moveTo(dependencies, planPromotion(newest, champion, move), () => outlast(dependencies, request, startMs));
}

/** Goes back to the version that was the champion before. */
export async function rollbackModel(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const { clientId, arguments: given } = request;
  const startMs = dependencies.models.clock.elapsedMs();
  const reason = readReason(given);
  if (typeof reason !== 'string') return { failure: reason };
  const newest = await newestPromotion(dependencies.models, deadlineOf(dependencies));
  const conflict = findConflict(newest, championOf(newest, dependencies.starter), request);
  if (conflict !== undefined) return { failure: conflict };
  const at = timestamp(dependencies.models);
  const move = planRollback(newest, { by: clientId, at, reason, moveId: dependencies.newId() });
  if (move === undefined) {
    return {
      failure: notFound(null, 'There is no promotion left to go back on: promote the version that is to answer.'),
    };
  }
  return moveTo(dependencies, move, () => outlast(dependencies, request, startMs));
}

/**
 * Whether the champion is not the one that the caller went by: the one that is named, and in any case the one that it
 * was when the request came. Of two rollbacks at once the second is not meant to go back twice.
 */
function findConflict(
  newest: StoredPromotion | undefined,
  champion: string,
  { arguments: given, newestMove }: Request,
): Failure | undefined {
  const expected = given['expectedChampion'] ?? null;
  if (expected !== null && expected !== champion) return otherChampion(champion, readText(given, 'expectedChampion'));
  if (newestMove !== undefined && newestMove !== (newest?.sequence ?? 0)) return promotionConflict();
  return undefined;
}

/** Waits for who may have asked at the same moment, unless there is nothing to tell them apart by. */
async function outlast({ models }: Dependencies, { arguments: given, newestMove }: Request, startMs: number) {
  if (newestMove === undefined || (given['expectedChampion'] ?? null) !== null) return;
  await models.clock.wait(Math.max(0, startMs + MOVE_MS_MIN - models.clock.elapsedMs()));
}

/**
 * Makes the move, once its version has proven to load and to answer. The move was planned upon the newest one then
 * known, so that whatever moves the champion in the meantime makes this one a conflict.
 */
async function moveTo(
  dependencies: Dependencies,
  move: StoredPromotion,
  beforeMove: () => Promise<void>,
): Promise<ModelsAnswer> {
  const isStarter = move.to === dependencies.starter.version;
  const version = isStarter ? undefined : await findVersion(dependencies.models, move.to, deadlineOf(dependencies));
  if (version === undefined && !isStarter) {
    return { failure: notFound('id', whyMissing(move)) };
  }
  const obstacle = await tryToServe(dependencies, move.to, version);
  if (obstacle !== undefined) return { failure: obstacle };
  // A later release comes with another starter version, and must still be able to serve this one.
  if ([move.from, move.to].includes(dependencies.starter.version)) await keepStarter(dependencies);
  await beforeMove();
  // To load a version, and to wait, takes seconds: the move is made now.
  const made = { ...move, at: timestamp(dependencies.models) };
  if (!(await appendPromotion(dependencies.models, made, deadlineOf(dependencies)))) {
    return { failure: promotionConflict() };
  }
  return { value: describe(dependencies, version) };
}

function whyMissing({ promotionKind, to }: StoredPromotion): string {
  if (promotionKind !== 'ROLLBACK') return `There is no model version ${to}.`;
  return `The version before, ${to}, came with an earlier release that did not keep it: promote another one instead.`;
}

async function tryToServe(
  dependencies: Dependencies,
  id: string,
  version: StoredVersion | undefined,
): Promise<Failure | undefined> {
  try {
    await dependencies.tryVersion(version);
    return undefined;
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    const reason = isFormatRefusal(error) ? `${error.message} ${OTHER_FORMAT}` : error.message;
    return versionUnavailable(id, reason, isPassingRefusal(error));
  }
}

function describe({ starter }: Dependencies, version: StoredVersion | undefined): AnsweredVersion {
  return version === undefined ? describeStarter(starter, 'CHAMPION') : describeVersion(version, 'CHAMPION');
}

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
