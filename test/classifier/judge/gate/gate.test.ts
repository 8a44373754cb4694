import { describe, expect, it } from 'vitest';
import type { Example } from '../../../../classifier/features/example.ts';
import { createRandom } from '../../../../classifier/fit/random.ts';
import { train } from '../../../../classifier/fit/train.ts';
import { DEFAULT_SETTINGS, type TrainingSettings } from '../../../../classifier/fit/training-settings.ts';
import { evaluateModel } from '../../../../classifier/judge/evaluate-model.ts';
import type { Judgement } from '../../../../classifier/judge/evaluate.ts';
import { type GateInput, decide } from '../../../../classifier/judge/gate/gate.ts';
import {
  type Claim,
  type Claims,
  GATE,
  type FieldSets,
  type RecentDuel,
} from '../../../../classifier/judge/gate/rules.ts';
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

const NOTHING_RECENT: RecentDuel = { champion: [], challenger: [], classes: [] };
const NOTHING_TOLD: FieldSets = { challenger: {}, champion: {} };
const NO_CLAIMS: Claims = { plausibility: [], recent: [], holdout: [] };

const SLICED = (at: number): string[] => [at % 4 === 0 ? 'price unknown' : 'price 10 to 20 dollars'];

function inputOf(champion: Judgement[], challenger: Judgement[], changes: Partial<GateInput> = {}): GateInput {
  const duel = { champion, challenger, slices: champion.map((_, at) => SLICED(at)) };
  return {
    duels: { country: duel, variety: duel },
    recent: { country: NOTHING_RECENT, variety: NOTHING_RECENT },
    claims: { country: NO_CLAIMS, variety: NO_CLAIMS },
    byFields: { country: NOTHING_TOLD, variety: NOTHING_TOLD },
    parity: 1e-7,
    seed: 1,
    ...changes,
  };
}

const failuresOf = (input: GateInput): string[] =>
  decide(input).checks.flatMap(({ name, passed }) => (passed ? [] : [name]));

const champion = judgeWell(1200);

describe('the confidence of a challenger, by what is told', () => {
  const sure = judgeWell(1200, () => ({ confidence: 0.95 }));
  const told = (challenger: FieldSets['challenger'], before: FieldSets['champion'] = {}): GateInput =>
    inputOf(champion, champion, { byFields: { country: { challenger, champion: before }, variety: NOTHING_TOLD } });

  it('is to be true where little is told as well: it is held back, and the decision names the fields', () => {
    const input = told({ description: champion, 'region+price': sure });
    expect(failuresOf(input)).toEqual(['country calibration error, whatever is told']);
    const [failed] = decide(input).checks.filter(({ passed }) => !passed);
    expect(failed!.detail).toContain('Told region, price, the calibration error for the country (1200 examples)');
  });

  it('is not asked about where there are few examples', () => {
    expect(failuresOf(told({ 'region+price': sure.slice(0, 900) }))).toEqual([]);
  });

  it('may be as far off as the champion is, and not farther', () => {
    expect(failuresOf(told({ 'region+price': sure }, { 'region+price': 0.3 }))).toEqual([]);
    expect(failuresOf(told({ 'region+price': sure }, { 'region+price': 0.1 }))).toHaveLength(1);
  });
});

describe('a challenger', () => {
  it('that answers as the champion does passes, with a figure for each check', () => {
    const decision = decide(inputOf(champion, champion));
    expect(decision).toMatchObject({ promoted: true, decidedBy: 'country log loss' });
    expect(decision.checks).toHaveLength(15);
    for (const { champion: before, challenger, name, detail } of decision.checks) {
      if (/log loss|accuracy/.test(name)) expect([name, challenger]).toEqual([name, before]);
      expect(detail).toMatch(/\d.*\.$/);
    }
  });

  it('that is better passes', () => {
    const better = champion.map((one) => ({ ...one, probabilityOfTruth: Math.min(1, one.probabilityOfTruth * 1.03) }));
    expect(decide(inputOf(champion, better)).promoted).toBe(true);
  });

  it('that is a little worse everywhere passes within its margin, and fails beyond it', () => {
    const worse = (share: number) =>
      champion.map((one) => ({ ...one, probabilityOfTruth: one.probabilityOfTruth ** (1 + share) }));
    const { country, variety } = GATE.logLossMargin;
    expect(failuresOf(inputOf(champion, worse(0.9 * Math.min(country, variety))))).toEqual([]);
    expect(failuresOf(inputOf(champion, worse(1.1 * variety)))).toContain('variety log loss');
    expect(failuresOf(inputOf(champion, worse(1.1 * country)))).toContain('country log loss');
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

  it.each([1.1e-5, NaN, Infinity])('R16: whose graph differs from what was trained by %d is held back', (parity) => {
    expect(failuresOf(inputOf(champion, champion, { parity }))).toEqual(['parity']);
  });

  it('is held back where no hold-out example is left to compare by', () => {
    expect(failuresOf(inputOf([], []))).toContain('country log loss');
  });

  it('names the check that decided, with its interval and the number of examples', () => {
    const worse = champion.map((one) => ({ ...one, probabilityOfTruth: one.probabilityOfTruth ** 1.2 }));
    const { decidedBy, checks } = decide(inputOf(champion, worse));
    const decisive = checks.find(({ name }) => name === decidedBy);
    expect(decisive).toMatchObject({ name: 'country log loss', target: 'COUNTRY', passed: false, n: 1200 });
    expect(decisive!.low).toBeLessThan(decisive!.challenger!);
    expect(decisive!.high).toBeGreaterThan(decisive!.challenger!);
    expect(decisive!.challenger).toBeGreaterThan(decisive!.limit!);
  });
});

describe('what people have brought', () => {
  const withClaims = (changes: Partial<Claims>): GateInput =>
    inputOf(champion, champion, { claims: { country: NO_CLAIMS, variety: { ...NO_CLAIMS, ...changes } } });
  const claim = (probability: number, named = 'Merlot', answer = 'Pinot Noir'): Claim => ({
    named,
    answer,
    probability,
  });
  const claims = (count: number, make: (at: number) => Claim): Claim[] =>
    Array.from({ length: count }, (_, at) => make(at));

  it.each([
    [500, 10, []],
    [500, 16, ['variety label plausibility']],
    [10, 1, []],
    [10, 2, ['variety label plausibility']],
    [1, 1, []],
  ])('of %d labels, %d that are next to impossible are too many or not', (count, implausible, failures) => {
    const plausibility = claims(count, (at) => claim(at < implausible ? 1e-5 : 0.2));
    expect(failuresOf(withClaims({ plausibility }))).toEqual(failures);
  });

  // True contradictions: e^-1 to e^-4, on average e^-2.5.
  const usual = (at: number): Claim => claim(Math.exp(-1 - (at % 4)), 'Syrah', 'Zinfandel');

  it('a class that is labelled as another one is found, though no label is impossible', () => {
    const recent = [...claims(200, usual), ...claims(30, (at) => claim(Math.exp(-5 - (at % 3))))];
    const { checks } = decide(withClaims({ recent, holdout: claims(300, usual) }));
    const surprise = checks.find(({ name }) => name === 'variety label surprise');
    expect(surprise).toMatchObject({ passed: false, n: 30, champion: 2.5, challenger: 6, limit: 3.5 });
    expect(surprise!.detail).toContain('say Merlot where it says Pinot Noir');
  });

  it('labels that contradict the champion as true ones do pass, even where only its mistakes are labelled', () => {
    expect(failuresOf(withClaims({ recent: claims(200, usual), holdout: claims(300, usual) }))).toEqual([]);
  });

  it('four odd labels of one class say nothing', () => {
    const recent = claims(4, () => claim(1e-3));
    expect(failuresOf(withClaims({ recent, holdout: claims(300, usual) }))).toEqual([]);
  });

  const judgements = (count: number, change: (at: number) => Partial<Judgement>) =>
    champion.slice(0, count).map((one, at) => ({ ...one, ...change(at) }));
  const withRecent = (recent: RecentDuel): GateInput =>
    inputOf(champion, champion, { recent: { country: NOTHING_RECENT, variety: recent } });

  it('counts against a challenger that does clearly worse on it than the champion', () => {
    const classes = Array.from({ length: 60 }, () => ({ name: 'Merlot', isKnown: true }));
    const before = judgements(60, () => ({ probabilityOfTruth: 0.5 }));
    const worse = judgements(60, () => ({ probabilityOfTruth: 0.4 }));
    expect(failuresOf(withRecent({ champion: before, challenger: worse, classes }))).toEqual([
      'variety log loss, recent examples',
    ]);
    expect(failuresOf(withRecent({ champion: worse, challenger: before, classes }))).toEqual([]);
  });

  it('a class that nobody knew is named by models that have not seen the example, or it is held back', () => {
    const classes = Array.from({ length: 50 }, () => ({ name: 'Gamay', isKnown: false }));
    const before = judgements(50, () => ({ probabilityOfTruth: 0 }));
    const naming = (count: number) => judgements(50, (at) => ({ trueClass: 0, answer: at < count ? 0 : 1 }));
    const named = (count: number) => withRecent({ champion: before, challenger: naming(count), classes });
    expect(failuresOf(named(15))).toEqual([]);
    expect(failuresOf(named(0))).toEqual(['variety named, Gamay']);
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
