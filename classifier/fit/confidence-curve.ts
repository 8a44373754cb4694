import type { CurvePoint } from '../answer/calibration.ts';
import type { ScoredExamples } from './calibrate.ts';

/** What is said of the most probable class of examples, and how often that is right: of one, or their means. */
interface Group {
  examples: number;
  said: number;
  right: number;
}

/** How many examples make a point of the curve. */
const GROUP_EXAMPLES_MIN = 120;
/** How strongly each point is held to what is said, as if by so many examples of which that is true. */
const HELD_BY_EXAMPLES = 50;
/** Two points of a curve are at least so far apart, so that it is nowhere steep by chance alone. */
const DISTANCE_MIN = 0.01;
const DECIMALS = 1e4;

/**
 * How often the class that is named is right, by the probability that it is given: the examples in groups by that
 * probability, and where a group is less often right than the one below it, both together, so that the curve rises
 * (isotonic regression; Zadrozny and Elkan 2002). It ends at 0 and 1, as far as no group is near. `calibrate` turns the
 * scores of a row into probabilities, in place.
 */
export function fitConfidenceCurve(scored: ScoredExamples, calibrate: (scores: Float64Array) => void): CurvePoint[] {
  const rising: Group[] = [];
  for (const group of groupBySaid(nameClasses(scored, calibrate))) {
    const { examples, said } = group;
    const held = (examples * group.right + HELD_BY_EXAMPLES * said) / (examples + HELD_BY_EXAMPLES);
    let last = { ...group, right: held };
    for (let below = rising.at(-1); below && below.right > last.right; below = rising.at(-1)) {
      rising.pop();
      last = join(below, last);
    }
    rising.push(last);
  }
  const points = rising.map(({ said, right }): CurvePoint => [round(said), round(right)]);
  const [lowest = 1, highest = 0] = [points[0]?.[0], points.at(-1)?.[0]];
  return [
    ...(lowest < DISTANCE_MIN ? [] : [[0, 0] as const]),
    ...points,
    ...(highest > 1 - DISTANCE_MIN ? [] : [[1, 1] as const]),
  ];
}

/** Of each example, what is said of the class that is named, and whether it is right (1 or 0); the lowest first. */
function nameClasses(
  { scores, classCount, trueClasses }: ScoredExamples,
  calibrate: (scores: Float64Array) => void,
): Group[] {
  const probabilities = new Float64Array(classCount);
  const named = Array.from(trueClasses, (trueClass, row) => {
    probabilities.set(scores.subarray(row * classCount, (row + 1) * classCount));
    calibrate(probabilities);
    const said = probabilities.reduce((most, probability) => Math.max(most, probability), 0);
    return { examples: 1, said, right: probabilities.indexOf(said) === trueClass ? 1 : 0 };
  });
  return named.sort((one, other) => one.said - other.said || one.right - other.right);
}

/** Groups of enough examples, and far enough from each other; what is left over in the end joins the last one. */
function groupBySaid(named: readonly Group[]): Group[] {
  const groups: Group[] = [];
  for (const example of named) {
    const last = groups.at(-1);
    const isFull = !last || (last.examples >= GROUP_EXAMPLES_MIN && example.said - last.said >= DISTANCE_MIN);
    if (isFull) groups.push(example);
    else groups[groups.length - 1] = join(last, example);
  }
  const [last, before] = [groups.at(-1), groups.at(-2)];
  if (!last || !before || last.examples >= GROUP_EXAMPLES_MIN) return groups;
  return [...groups.slice(0, -2), join(before, last)];
}

function join(one: Group, other: Group): Group {
  const examples = one.examples + other.examples;
  const mean = (of: 'said' | 'right'): number => (one.examples * one[of] + other.examples * other[of]) / examples;
  return { examples, said: mean('said'), right: mean('right') };
}

function round(number: number): number {
  return Math.round(number * DECIMALS) / DECIMALS;
}
