import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { Target } from '../../../contract/wine.ts';
import type { ModelClass } from '../../../generated/schema.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { championOf } from '../describe.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { readManifest } from '../read-manifest.ts';
import { readText, type Request } from '../request.ts';

/** The classes that the champion can answer, the most frequent first. */
export async function classes(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const target: Target = readText(given, 'target') === 'COUNTRY' ? 'country' : 'variety';
  const { models, starter } = dependencies;
  const champion = championOf(await newestPromotion(models, models.clock.now() + PATIENCE_MS), starter);
  const read = await readManifest(dependencies, champion, null);
  if ('failure' in read) return read;
  const { targets, training } = read.manifest;
  const { classes: names, prior } = targets[target];
  const counts = training.report.classExamples?.[target];
  const described = names.map((name, at): ModelClass => {
    return { name, examples: counts?.[at] ?? null, share: prior[at] ?? 0 };
  });
  return { value: described.sort(byFrequency) };
}

function byFrequency(one: ModelClass, other: ModelClass): number {
  return (other.examples ?? 0) - (one.examples ?? 0) || other.share - one.share || (one.name < other.name ? -1 : 1);
}
