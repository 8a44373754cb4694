import { readFileSync } from 'node:fs';
import { openScorer } from '../../artifacts/scorer.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { createClassifier } from '../../classifier/answer/predict.ts';
import type { Classifier } from '../../classifier/answer/predict.ts';
import type { Example } from '../../classifier/features/example.ts';
import { REGIMES } from '../../classifier/features/visibility.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import { decodeVocabulary } from '../../classifier/features/vocabulary.ts';
import { evaluate } from '../../classifier/judge/evaluate.ts';
import type { Evaluation, Judgement } from '../../classifier/judge/evaluate.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { spreadOf } from '../figure.ts';
import type { Figure, Spread } from '../figure.ts';
import { estimatorsFor, trainPeer } from '../peers/estimators.ts';
import { STARTER_MODEL } from '../places.ts';
import type { Run } from '../run.ts';
import { roundingFigures } from './rounding.ts';
import { trainTerroir } from './training.ts';

type Measure = 'accuracy' | 'macroF1' | 'top3' | 'calibrationError';

const NAMES: Record<Measure, string> = {
  accuracy: 'accuracy',
  macroF1: 'macro-F1',
  top3: 'top-3',
  calibrationError: 'calibration error',
};
const MEASURES = Object.keys(NAMES) as Measure[];

/** What is promised of natural rows with note, price, points and the other target. */
const BARS: Record<Target, Partial<Record<Measure, number>>> = {
  country: { accuracy: 0.925, macroF1: 0.6, calibrationError: 0.015 },
  variety: { accuracy: 0.655, top3: 0.845, calibrationError: 0.03 },
};
const FRENCH_ACCURACY_BAR = 0.84;

type Regimes = Record<Target, Record<Regime, Evaluation>>;

/** How good Terroir and its peers are on natural rows that nobody was trained with. */
export async function measureQuality(run: Run): Promise<Figure[]> {
  const classifier = await openStarter(run);
  const starter = await judgeRegimes(classifier, run.rows.holdout, run);
  const retrained = (await trainTerroir(run, run.rows.count)).regimes;
  const figures: Figure[] = [];
  for (const target of TARGETS) {
    const peers = await judgePeers(run, target);
    for (const regime of REGIMES) figures.push(...toFigures(target, regime, starter, retrained, peers));
  }
  const french = run.rows.holdout.filter(({ country }) => country === 'France');
  const { variety } = await judgeRegimes(classifier, french, run);
  figures.push({
    id: 'quality.french',
    part: 'quality',
    what: `variety of ${variety.everything.exampleCount} French wines, everything given: accuracy`,
    unit: 'share',
    better: 'higher',
    terroir: spreadOf([variety.everything.accuracy]),
    peers: {},
    bar: FRENCH_ACCURACY_BAR,
  });
  return [...figures, ...roundingFigures(run.manifest)];
}

async function openStarter({ manifest }: Run): Promise<Classifier> {
  const scorer = await openScorer(await readStarter(STARTER_MODEL)('model.onnx'));
  const vocabulary = decodeVocabulary(readFileSync(new URL('vocabulary.bin', STARTER_MODEL)));
  return createClassifier({ manifest, vocabulary, scorer });
}

/** Judges the classifier as a caller would meet it: the fields that a regime hides are not given. */
async function judgeRegimes(classifier: Classifier, examples: readonly Example[], run: Run): Promise<Regimes> {
  const judge = async (target: Target, regime: Regime): Promise<Evaluation> => {
    const { classes } = run.manifest.targets[target];
    const known = examples.filter((example) => classes.includes(example[target] ?? ''));
    const classified = await classifier.classify(
      known.map((example) => hideFields(example, regime)),
      { evidence: false },
    );
    return evaluate(
      known.map((example, at): Judgement => {
        const ranking = classified[at]?.[target].ranking ?? [];
        const place = ranking.findIndex(({ name }) => name === example[target]);
        return {
          trueClass: classes.indexOf(example[target] ?? ''),
          answer: classes.indexOf(ranking[0]?.name ?? ''),
          confidence: ranking[0]?.confidence ?? 0,
          classesAbove: place < 0 ? ranking.length : place,
          probabilityOfTruth: ranking[place]?.confidence ?? 0,
        };
      }),
    );
  };
  const judgeTarget = async (target: Target): Promise<Record<Regime, Evaluation>> => ({
    note: await judge(target, 'note'),
    noteAndNumbers: await judge(target, 'noteAndNumbers'),
    everything: await judge(target, 'everything'),
  });
  return { country: await judgeTarget('country'), variety: await judgeTarget('variety') };
}

function hideFields({ region, winery, ...example }: Example, regime: Regime): Example {
  if (regime === 'everything') return { ...example, ...(region && { region }), ...(winery && { winery }) };
  if (regime === 'noteAndNumbers') return example;
  const { fingerprint, source, description, terms } = example;
  return { fingerprint, source, ...(description && { description }), ...(terms && { terms }) };
}

async function judgePeers(run: Run, target: Target): Promise<Record<Measure, Record<string, Spread>>> {
  const measured: Record<Measure, Record<string, Spread>> = {
    accuracy: {},
    macroF1: {},
    top3: {},
    calibrationError: {},
  };
  for (const estimator of run.peers ? estimatorsFor(target, run.options) : []) {
    const training = await trainPeer(run, target, estimator, run.options.parts.includes('training'));
    for (const measure of MEASURES) {
      const value = training[measure];
      if (value !== null) measured[measure][estimator] = spreadOf([value]);
    }
  }
  return measured;
}

const GIVEN: Record<Regime, (target: Target) => string> = {
  note: () => 'note',
  noteAndNumbers: (target) => `note, price, points, ${target === 'country' ? 'variety' : 'country'}`,
  everything: () => 'everything',
};

function toFigures(
  target: Target,
  regime: Regime,
  starter: Regimes,
  retrained: Regimes,
  peers: Record<Measure, Record<string, Spread>>,
): Figure[] {
  const compared = regime === 'noteAndNumbers';
  return MEASURES.map((measure): Figure => {
    const bar = compared ? BARS[target][measure] : undefined;
    return {
      id: `quality.${target}.${regime}.${measure}`,
      part: 'quality',
      what: `${target}, ${GIVEN[regime](target)}: ${NAMES[measure]}`,
      unit: 'share',
      better: measure === 'calibrationError' ? 'lower' : 'higher',
      terroir: spreadOf([starter[target][regime][measure]]),
      peers: {
        'Terroir, trained again': spreadOf([retrained[target][regime][measure]]),
        ...(compared && peers[measure]),
      },
      ...(bar !== undefined && { bar }),
    };
  });
}
