import type { StoredVersion, StoredPromotion } from '../../contract/stored/models.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { ModelState, ModelVersion } from '../../generated/schema.ts';
import { completeDecision } from '../../artifacts/deciding-check.ts';
import { countAndMeasure } from '../../artifacts/measures.ts';
import { STARTER_CREATED_AT } from '../keep-starter.ts';

/** The id of the champion, given the newest move. */
export function championOf(newest: StoredPromotion | undefined, starter: Manifest): string {
  return newest?.to ?? starter.version;
}

/** A model version as GraphQL answers it: AppSync makes the text of an AWSJSON itself, and so needs the value. */
export type AnsweredVersion = Omit<ModelVersion, 'evaluation'> & { readonly evaluation: unknown };

/** A registered version in GraphQL's words. */
export function describeVersion(version: StoredVersion, state: ModelState): AnsweredVersion {
  const { id, createdAt, trainedBy, examples, countryAccuracy, varietyAccuracy, files } = version;
  const decision = version.decision && completeDecision(version.decision);
  const evaluation: unknown = JSON.parse(version.evaluation);
  const { sha256 } = files['model.onnx'];
  return { id, state, createdAt, trainedBy, examples, countryAccuracy, varietyAccuracy, evaluation, decision, sha256 };
}

/** The starter version in GraphQL's words. */
export function describeStarter(manifest: Manifest, state: ModelState): AnsweredVersion {
  const { version: id, evaluation, files } = manifest;
  const sha256 = files['model.onnx']?.sha256 ?? '';
  return {
    id,
    state,
    createdAt: STARTER_CREATED_AT,
    trainedBy: null,
    ...countAndMeasure(manifest),
    evaluation: Object.fromEntries(TARGETS.map((target) => [target, evaluation[target]])),
    decision: null,
    sha256,
  };
}

/** What has become of a version, given the champion and every version that was champion at some time. */
export function stateOf(
  { id, rejected, trainedBy }: Pick<StoredVersion, 'id' | 'rejected' | 'trainedBy'>,
  champion: string,
  champions: ReadonlySet<string>,
): ModelState {
  if (id === champion) return 'CHAMPION';
  // A starter version is registered only once it has answered.
  if (champions.has(id) || trainedBy === null) return 'RETIRED';
  return rejected ? 'REJECTED' : 'CHALLENGER';
}
