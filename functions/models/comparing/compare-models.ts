import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { compareManifests } from './compare-manifests.ts';
import type { Dependencies } from '../dependencies.ts';
import { readManifest } from '../read-manifest.ts';
import { readText, type Request } from '../request.ts';

/** What differs between two versions, by their manifests. */
export async function compareModels(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const [first, second] = await Promise.all(
    ['first', 'second'].map((field) => readManifest(dependencies, readText(given, field), field)),
  );
  if (first === undefined || second === undefined) throw new TypeError('Two versions are compared.');
  if ('failure' in first) return first;
  if ('failure' in second) return second;
  return { value: compareManifests(first.manifest, second.manifest) };
}
