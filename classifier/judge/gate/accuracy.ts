import type { GateCheck } from '../../../contract/stored/models.ts';
import { type Target, TARGETS } from '../../../contract/wine.ts';
import type { Judgement } from '../evaluate.ts';
import { signTest } from '../intervals.ts';
import { GATE, largeSlices } from './rules.ts';
import type { Duel } from './rules.ts';
import { targetOf } from './target-of.ts';

/** Differences up to this come from rounding. */
const ROUNDING_DIFFERENCE_MAX = 1e-9;

/**
 * No slice of 200 examples or more loses over 2 points of accuracy. A loss that chance explains does not count: two
 * trainings differ on so many examples that of a dozen slices one nearly always loses as much (sign test on the
 * examples on which only one of the two is right, McNemar 1947; times the number of slices of both targets,
 * Bonferroni).
 */
export function checkSlices(target: Target, { champion, challenger, slices }: Duel): GateCheck[] {
  const large = largeSlices(slices);
  const count = TARGETS.length * large.length;
  return large.map(({ name: slice, rows }) => {
    const [rightBefore, rightAfter] = [champion, challenger].map((one) => rows.map((row) => isRight(one[row])));
    const before = shareOf(rightBefore ?? []);
    const after = shareOf(rightAfter ?? []);
    const lost = rows.filter((_, at) => rightBefore?.[at] && !rightAfter?.[at]).length;
    const won = rows.filter((_, at) => !rightBefore?.[at] && rightAfter?.[at]).length;
    const chance = Math.min(1, count * signTest(lost, won));
    const limit = before - GATE.accuracyLoss;
    const passed = after >= limit - ROUNDING_DIFFERENCE_MAX || chance >= GATE.chance;
    const detail =
      `The accuracy for the ${target} on ${slice} (${rows.length} examples) went from ${percent(before)} to ` +
      `${percent(after)}, and may lose 2 points; chance alone takes as much on one of ${count} slices with ` +
      `probability ${chance.toFixed(3)}.`;
    const figures = { champion: before, challenger: after, limit, n: rows.length };
    return { name: `${target} accuracy, ${slice}`, target: targetOf(target), passed, ...figures, detail };
  });
}

function isRight(judgement: Judgement | undefined): boolean {
  return judgement !== undefined && judgement.answer === judgement.trueClass;
}

function shareOf(rights: readonly boolean[]): number {
  return rights.filter(Boolean).length / Math.max(1, rights.length);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
