import type { Manifest } from '../../classifier/files/manifest.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import type { SliceEvaluation } from '../../classifier/judge/slices.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { sumStyles } from './other-styles.ts';
import type { StyleResult } from './other-styles.ts';

const WEAKEST_SLICES = 4;
const COLUMNS_MAX = 120;

/** The weaknesses that are measured, as a list in Markdown; of slices those where the fewest answers are right. */
export function describeWeaknesses(manifest: Manifest, styles: readonly StyleResult[]): string {
  const { training, targets } = manifest;
  const { sameAnswer } = training.rounding.variety;
  const { notes, country, variety } = sumStyles(styles, 'report');
  return [
    `**The variety is often wrong.** ${rightIn(manifest, 'variety')}`,
    `The country is less so. ${rightIn(manifest, 'country')}`,
    ...TARGETS.map((target) => `**Weak slices for the ${target}** (wines): ${weakestOf(manifest, target)}.`),
    '**Rare classes are seldom named.** If each class counts the same, however rare, the F1 score is ' +
      `${macroF1Of(manifest, 'country')} for the country and ${macroF1Of(manifest, 'variety')} for the variety, told ` +
      'price, points and the other target too.',
    `**It knows ${targets.country.classes.length} countries and ${targets.variety.classes.length} varieties**, and ` +
      `always answers with one of those. ${training.report.droppedClasses.length} other classes had too few examples.`,
    `**Notes in another style.** Of ${notes} notes that were written otherwise (a shop's one-liner, capitals, typos, ` +
      `other languages) it got ${country.right} of ${country.judged} countries and ${variety.right} of ` +
      `${variety.judged} varieties; the right one was among the first three for ${country.amongThree} and ` +
      `${variety.amongThree}. The confidence falls there, but not always far enough.`,
    '**Weights are [rounded](decisions/2026-11-25-how-finely-weights-are-rounded.md).** ' +
      `${share(1 - sameAnswer, 1)} % of wines, those near a tie, get another variety than the unrounded model would ` +
      'name, as often a right one as a wrong one.',
  ]
    .map((weakness) => wrap(weakness, '- ', '  '))
    .join('\n');
}

function rightIn({ evaluation }: Manifest, target: Target): string {
  const of = (regime: Regime): string => share(evaluation[target].regimes[regime].accuracy);
  return (
    `It is right for ${of('note')} % of wines by the note alone, ${of('noteAndNumbers')} % with price, points and ` +
    `the ${target === 'variety' ? 'country' : 'variety'} too, ${of('everything')} % with region and winery as well.`
  );
}

function weakestOf({ evaluation }: Manifest, target: Target): string {
  return evaluation[target].slices
    .toSorted((one, other) => one.accuracy - other.accuracy)
    .slice(0, WEAKEST_SLICES)
    .map((slice) => `${nameOf(slice)} ${share(slice.accuracy)} % of ${slice.exampleCount}`)
    .join(', ');
}

function nameOf({ kind, name }: SliceEvaluation): string {
  return kind === 'price' && name === 'unknown' ? 'unknown price' : name;
}

function macroF1Of({ evaluation }: Manifest, target: Target): string {
  return evaluation[target].regimes.noteAndNumbers.macroF1.toFixed(2);
}

function share(number: number, digits = 0): string {
  return (100 * number).toFixed(digits);
}

/** A text in lines of up to 120 columns. */
function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    if (line.length + word.length > COLUMNS_MAX) {
      lines.push(line.trimEnd());
      line = next;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
