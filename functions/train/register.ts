import { TrainingFailed } from '../../artifacts/training-failed.ts';
import type { GateDecision, StoredVersion, StoredPromotion, StoredRun } from '../../contract/stored/models.ts';
import { putVersion } from '../../store/models/models.ts';
import { appendPromotion, planPromotion } from '../../store/models/promotions.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import { keepStarter, storeFiles } from '../keep-starter.ts';
import { countAndMeasure } from '../../artifacts/measures.ts';
import { type MadeVersion } from './job.ts';
import { PATIENCE_MS, type Dependencies } from './dependencies.ts';

/** Stores a version's files, then registers it: what is registered is there. Errors: what S3 says; StoreUnavailable. */
export async function registerVersion(
  dependencies: Dependencies,
  run: StoredRun,
  made: MadeVersion,
): Promise<StoredVersion> {
  const { bucket, models } = dependencies;
  const { manifest, decision, inputs, files } = made;
  const version: StoredVersion = {
    id: manifest.version,
    createdAt: new Date(models.clock.now()).toISOString(),
    trainedBy: run.id,
    ...countAndMeasure(manifest),
    evaluation: JSON.stringify(manifest.evaluation),
    decision,
    rejected: !decision.promoted,
    inputs,
    files: await storeFiles(bucket, manifest.version, (file) => files[file]),
  };
  if (await putVersion(models, version, models.clock.now() + PATIENCE_MS)) return version;
  throw new TrainingFailed(`The model version ${version.id} was registered by another process.`);
}

/** Nobody knows whether the champion was moved: the table did not answer. What was written tells later. */
export class PromotionUnknown extends Error {
  override name = 'PromotionUnknown';
}

/**
 * Makes a version the champion, unless the champion was moved since `newest`. A starter version that is left is kept
 * first.
 *
 * Errors: PromotionUnknown where the table does not answer; before that StoreUnavailable, and what S3 says.
 */
export async function promoteByGate(
  dependencies: Dependencies,
  newest: StoredPromotion | undefined,
  version: StoredVersion,
  { reason }: GateDecision,
): Promise<boolean> {
  const { models, newId, starterVersion } = dependencies;
  const from = newest?.to ?? starterVersion;
  if (from === starterVersion) await keepStarter(dependencies);
  const at = new Date(models.clock.now()).toISOString();
  const move = planPromotion(newest, from, {
    promotionKind: 'GATE',
    to: version.id,
    by: 'gate',
    at,
    reason,
    moveId: newId(),
  });
  try {
    return await appendPromotion(models, move, models.clock.now() + PATIENCE_MS);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new PromotionUnknown('The champion may have been moved or not.', { cause: error });
  }
}
