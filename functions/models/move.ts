import type { StoredVersion, StoredPromotion } from '../../contract/stored-models.ts';
import type { Failure } from '../../contract/errors.ts';
import { findVersion } from '../../store/models.ts';
import { appendPromotion, newestPromotion, planPromotion, planRollback } from '../../store/promotions.ts';
import { invalidInput, notFound, promotionConflict, versionUnavailable } from '../failures.ts';
import { ModelRefused } from '../../artifacts/open.ts';
import { isPassingRefusal } from '../passing-refusal.ts';
import { type AnsweredVersion, championOf, describeStarter, describeVersion } from './describe.ts';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import { PATIENCE_MS, type Parts, type Request, timestamp } from './dependencies.ts';
import { readReason, readText } from './request.ts';

/** Makes the version `id` the champion. */
export async function promoteModel(parts: Parts, { clientId, arguments: given }: Request): Promise<ModelsAnswer> {
  const id = readText(given, 'id');
  const reason = readReason(given);
  if (typeof reason !== 'string') return { failure: reason };
  const newest = await newestPromotion(parts.models, deadlineOf(parts));
  const champion = championOf(newest, parts.starter);
  if (id === champion) return { failure: invalidInput('id', 'notChampion', `${id} is the champion already.`) };
  const at = timestamp(parts.models);
  const move = { promotionKind: 'PROMOTE' as const, to: id, by: clientId, at, reason, moveId: parts.newId() };
  return moveTo(parts, planPromotion(newest, champion, move));
}

/** Goes back to the version that was the champion before. */
export async function rollbackModel(parts: Parts, { clientId, arguments: given }: Request): Promise<ModelsAnswer> {
  const reason = readReason(given);
  if (typeof reason !== 'string') return { failure: reason };
  const newest = await newestPromotion(parts.models, deadlineOf(parts));
  const at = timestamp(parts.models);
  const move = planRollback(newest, { by: clientId, at, reason, moveId: parts.newId() });
  if (move === undefined) {
    return { failure: notFound(null, 'There is no version to go back to: no other was the champion before.') };
  }
  return moveTo(parts, move);
}

/**
 * Makes the move, once its version has proven to load. The move was planned upon the newest one then known, so that
 * whatever moves the champion in the meantime makes this one a conflict.
 */
async function moveTo(parts: Parts, move: StoredPromotion): Promise<ModelsAnswer> {
  const isStarter = move.to === parts.starter.version;
  const version = isStarter ? undefined : await findVersion(parts.models, move.to, deadlineOf(parts));
  if (version === undefined && !isStarter) {
    return { failure: notFound('id', `There is no model version ${move.to}.`) };
  }
  const obstacle = await tryToServe(parts, move.to, version);
  if (obstacle !== undefined) return { failure: obstacle };
  if (!(await appendPromotion(parts.models, move, deadlineOf(parts)))) return { failure: promotionConflict() };
  return { value: describe(parts, version) };
}

async function tryToServe(parts: Parts, id: string, version: StoredVersion | undefined): Promise<Failure | undefined> {
  try {
    await parts.tryVersion(version);
    return undefined;
  } catch (error) {
    if (error instanceof ModelRefused) return versionUnavailable(id, error.message, isPassingRefusal(error));
    throw error;
  }
}

function describe({ starter }: Parts, version: StoredVersion | undefined): AnsweredVersion {
  return version === undefined ? describeStarter(starter, 'CHAMPION') : describeVersion(version, 'CHAMPION');
}

function deadlineOf({ models }: Parts): number {
  return models.clock.now() + PATIENCE_MS;
}
