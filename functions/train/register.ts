import { TrainingFailed } from '../../artifacts/make.ts';
import type { GateDecision, StoredVersion, StoredPromotion, StoredRun } from '../../contract/stored-models.ts';
import { modelKey, putOnce } from '../../store/bucket.ts';
import { putVersion } from '../../store/models.ts';
import { appendPromotion, planPromotion } from '../../store/promotions.ts';
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
  const put = (file: keyof typeof files) => putOnce(bucket, modelKey(manifest.version, file), files[file]);
  const [graph, vocabulary, description] = await Promise.all([
    put('model.onnx'),
    put('vocabulary.bin'),
    put('manifest.json'),
  ]);
  const version: StoredVersion = {
    id: manifest.version,
    createdAt: new Date(models.clock.now()).toISOString(),
    trainedBy: run.id,
    ...countAndMeasure(manifest),
    evaluation: JSON.stringify(manifest.evaluation),
    decision,
    rejected: !decision.promoted,
    inputs,
    files: { 'model.onnx': graph, 'vocabulary.bin': vocabulary, 'manifest.json': description },
  };
  if (await putVersion(models, version, models.clock.now() + PATIENCE_MS)) return version;
  throw new TrainingFailed(`The model version ${version.id} was registered by another process.`);
}

/** Makes a version the champion, unless the champion was moved since `newest`. Errors: StoreUnavailable. */
export async function promoteByGate(
  dependencies: Dependencies,
  newest: StoredPromotion | undefined,
  version: StoredVersion,
  { reason }: GateDecision,
): Promise<boolean> {
  const { models, newId } = dependencies;
  const at = new Date(models.clock.now()).toISOString();
  const move = planPromotion(newest, newest?.to ?? dependencies.starterVersion, {
    promotionKind: 'GATE',
    to: version.id,
    by: 'gate',
    at,
    reason,
    moveId: newId(),
  });
  return appendPromotion(models, move, models.clock.now() + PATIENCE_MS);
}
