import type { ScoredClass } from '../../contract/wine.ts';

/** The `length` most probable classes, best first; of equal ones the first. */
export function rankClasses(classes: readonly string[], probabilities: Float64Array, length: number): ScoredClass[] {
  const best: number[] = [];
  for (let candidate = 0; candidate < probabilities.length; candidate += 1) {
    const probability = probabilities[candidate] ?? 0;
    if (best.length === length && probability <= (probabilities[best[length - 1] ?? 0] ?? 0)) continue;
    let place = best.length;
    while (place > 0 && probability > (probabilities[best[place - 1] ?? 0] ?? 0)) place -= 1;
    best.splice(place, 0, candidate);
    best.length = Math.min(best.length, length);
  }
  return best.map((winner) => ({ name: classes[winner] ?? '', confidence: probabilities[winner] ?? 0 }));
}
