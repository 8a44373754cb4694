import { describe, expect, it } from 'vitest';
import type { Example } from '../../../../classifier/features/example.ts';
import { createRandom } from '../../../../classifier/fit/random.ts';
import { train } from '../../../../classifier/fit/train.ts';
import { DEFAULT_SETTINGS, type TrainingSettings } from '../../../../classifier/fit/training-settings.ts';
import { evaluateModel } from '../../../../classifier/judge/evaluate-model.ts';
import type { Judgement } from '../../../../classifier/judge/evaluate.ts';
import { type GateInput, decide } from '../../../../classifier/judge/gate/gate.ts';
import { inventExamples } from '../../made-up-wines.ts';

/** Judgements on `count` examples by a model that is exactly as sure as it should be. */
function judgeWell(count: number, changes: (at: number, random: () => number) => Partial<Judgement> = () => ({})) {
  const random = createRandom(7);
  const chance = createRandom(8);
  return Array.from({ length: count }, (_, at): Judgement => {
    const confidence = 0.5 + random.next() / 2;
    const isRight = random.next() < confidence;
    return {
      trueClass: 0,
      answer: isRight ? 0 : 1,
      confidence,
      classesAbove: isRight ? 0 : 1,
      probabilityOfTruth: isRight ? confidence : (1 - confidence) / 3,
      ...changes(at, () => chance.next()),
    };
  });
}

const SLICED = (at: number): string[] => [at % 4 === 0 ? 'price unknown' : 'price 10 to 20 dollars'];

function inputOf(champion: Judgement[], challenger: Judgement[], changes: Partial<GateInput> = {}): GateInput {
  const duel = { champion, challenger, slices: champion.map((_, at) => SLICED(at)) };
  const labels = { count: 0, implausible: 0 };
  return {
    duels: { country: duel, variety: duel },
    labels: { country: labels, variety: labels },
    parity: 1e-7,
    seed: 1,
    ...changes,
  };
}

const failuresOf = (input: GateInput): string[] =>
  decide(input).checks.flatMap(({ name, passed }) => (passed ? [] : [name]));

const champion = judgeWell(1200);

describe('a challenger', () => {
  it('that answers as the champion does passes, with a figure for each check', () => {
    const decision = decide(inputOf(champion, champion));
    expect(decision).toMatchObject({ promoted: true, reason: 'All 15 checks passed.' });
    for (const { champion: before, challenger, name, detail } of decision.checks) {
      if (/log loss|accuracy/.test(name)) expect([name, challenger]).toEqual([name, before]);
      expect(detail).toMatch(/\d.*\.$/);
    }
  });

  it('that is better passes', () => {
    const better = champion.map((one) => ({ ...one, probabilityOfTruth: Math.min(1, one.probabilityOfTruth * 1.03) }));
    expect(decide(inputOf(champion, better)).promoted).toBe(true);
  });

  it('that is a little worse everywhere passes within the margin of 1 %, and fails beyond it', () => {
    const worse = (share: number) =>
      champion.map((one) => ({ ...one, probabilityOfTruth: one.probabilityOfTruth ** (1 + share) }));
    expect(failuresOf(inputOf(champion, worse(0.008)))).toEqual([]);
    expect(failuresOf(inputOf(champion, worse(0.011)))).toEqual(['country log loss', 'variety log loss']);
  });

  it('that differs so much that nobody can tell whether it is worse is held back', () => {
    const other = judgeWell(1200, (_, random) => ({ probabilityOfTruth: 0.05 + 0.9 * random() }));
    expect(failuresOf(inputOf(other, [...other].reverse()))).toContain('variety log loss');
  });

  it('that loses over 2 points on one slice of 200 is held back by that slice', () => {
    const blind = champion.map((one, at) => (at % 4 === 0 && at < 120 ? { ...one, answer: 1 } : one));
    expect(failuresOf(inputOf(champion, blind))).toEqual([
      'country accuracy, price unknown',
      'variety accuracy, price unknown',
    ]);
  });

  it('may lose on a slice what chance takes and gives: as many answers are right that were wrong', () => {
    const swapped = (count: number) =>
      champion.map((one, at) => {
        const first = champion.slice(0, at).filter((other, n) => n % 4 === 0 && other.answer === one.answer).length;
        const most = one.answer === 0 ? count + 7 : count;
        return at % 4 === 0 && first < most ? { ...one, answer: 1 - one.answer } : one;
      });
    expect(failuresOf(inputOf(champion, swapped(20))).filter((name) => name.includes('accuracy'))).toEqual([]);
    expect(failuresOf(inputOf(champion, swapped(0))).filter((name) => name.includes('accuracy'))).toHaveLength(2);
  });

  it('may lose on a slice of fewer than 200', () => {
    const few = champion.slice(0, 796);
    const blind = few.map((one, at) => (at % 4 === 0 ? { ...one, answer: 1 } : one));
    expect(failuresOf(inputOf(few, blind)).filter((name) => name.includes('price unknown'))).toEqual([]);
  });

  it('that is too sure of itself is held back, overall and by slices', () => {
    const sure = champion.map((one) => ({ ...one, confidence: Math.min(1, one.confidence + 0.12) }));
    expect(failuresOf(inputOf(champion, sure))).toEqual(
      ['country', 'variety'].flatMap((target) =>
        ['', ', price 10 to 20 dollars', ', price unknown'].map((slice) => `${target} calibration error${slice}`),
      ),
    );
  });

  it.each([1.1e-5, NaN, Infinity])('whose graph differs from what was trained by %d is held back', (parity) => {
    expect(failuresOf(inputOf(champion, champion, { parity }))).toEqual(['parity']);
  });

  it('is held back where no hold-out example is left to compare by', () => {
    expect(failuresOf(inputOf([], []))).toContain('country log loss');
  });

  it('is held back where over 2 % of its labels are next to impossible, and not for one odd label of ten', () => {
    const labels = (count: number, implausible: number) => ({
      labels: { country: { count: 0, implausible: 0 }, variety: { count, implausible } },
    });
    expect(failuresOf(inputOf(champion, champion, labels(500, 10)))).toEqual([]);
    expect(failuresOf(inputOf(champion, champion, labels(500, 11)))).toEqual(['variety label plausibility']);
    expect(failuresOf(inputOf(champion, champion, labels(10, 1)))).toEqual([]);
  });

  it.each([
    [2, 2],
    [10, 3],
    [40, 4],
  ])('is held back by few labels as well: of %d, %d are more than chance brings', (count, implausible) => {
    const labels = { country: { count, implausible }, variety: { count: 0, implausible: 0 } };
    expect(failuresOf(inputOf(champion, champion, { labels }))).toEqual(['country label plausibility']);
  });
});

it('the same input gives the same decision, to the last digit', () => {
  const other = judgeWell(1200, (_, random) => ({ probabilityOfTruth: 0.3 + 0.7 * random() }));
  expect(decide(inputOf(champion, other))).toEqual(decide(inputOf(champion, structuredClone(other))));
});

const FIT = { ...DEFAULT_SETTINGS.fit.country, epochs: 5 };
const SETTINGS: TrainingSettings = {
  ...DEFAULT_SETTINGS,
  split: { validation: 0.15, holdout: 0.3 },
  fit: { country: FIT, variety: FIT },
};

/** What a model that is trained with these examples says of the hold-out examples. */
async function judgeTrained(examples: readonly Example[], holdout: readonly Example[]) {
  const { model } = await train(examples, SETTINGS);
  if (!model) throw new Error('There is no model.');
  const { country, variety } = evaluateModel(model, holdout);
  return { country: country.judgements.noteAndNumbers, variety: variety.judgements.noteAndNumbers };
}

it('a challenger that was trained with 10 % of its labels poisoned is held back by its log loss', async () => {
  const examples = inventExamples(900);
  const { holdout } = (await train(examples.slice(0, 300), SETTINGS)) as { holdout: Example[] };
  const countries = [...new Set(examples.flatMap(({ country }) => country ?? []))];
  const poisoned = examples.map((example, at) =>
    at % 10 === 0 ? { ...example, country: countries[at % 3] ?? '', variety: 'Ebony' } : example,
  );
  const [good, bad] = [await judgeTrained(examples, holdout), await judgeTrained(poisoned, holdout)];
  const input = inputOf(good.country, bad.country);
  const none = good.country.map(() => []);
  input.duels.country = { champion: good.country, challenger: bad.country, slices: none };
  input.duels.variety = { champion: good.variety, challenger: bad.variety, slices: none };
  expect(failuresOf(input)).toContain('variety log loss');
});
