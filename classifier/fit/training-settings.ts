import type { Target } from '../../contract/wine.ts';
import type { VocabularySettings } from '../features/build-vocabulary.ts';
import type { FeatureSettings } from '../features/features.ts';
import type { HidingSettings } from './hiding.ts';
import type { RetellingSettings } from './retelling/retell.ts';
import type { SplitSettings } from './split.ts';

/** How the weights for one target are fitted. */
export interface FitSettings {
  epochs: number;
  /**
   * How many models are fitted, from different seeds, without one half of the validation set; as many without the
   * other.
   */
  modelsPerHalf: number;
  /** Learning rates at the start, of the wide weights and of the low-rank ones; they fall to 0 in a straight line. */
  rate: number;
  lowRankRate: number;
  /** What each AdaGrad sum of squares starts at, of the wide weights and of the low-rank ones. */
  squaresAtStart: number;
  lowRankSquaresAtStart: number;
  /** Length of an embedding: a multiple of 4. */
  rank: number;
  /** Standard deviation of the random numbers that the embeddings' matrix starts from; the embeddings start at 0. */
  mixingSpread: number;
  /** Gradients of a class smaller than this are taken for 0. */
  smallestGradient: number;
  /** Share of the features of a note that are left out, at random, each time that an example is learnt from. */
  dropout: number;
  /** How much of log(share of the class) is taken off each class's score, so that rare classes are named more often. */
  priorTakenOff: number;
}

/** All that training depends on beside the examples. Manifests hold it under these names. */
export interface TrainingSettings {
  seed: number;
  /** A class with fewer training examples than this is left out. */
  fewestExamples: number;
  split: SplitSettings;
  features: FeatureSettings;
  vocabulary: VocabularySettings;
  hiding: HidingSettings;
  retelling: RetellingSettings;
  fit: Record<Target, FitSettings>;
  /** How much a model's weights are rounded off; see quantizeModel(). */
  coarseness: Record<Target, number>;
  /** Sources whose mix of classes is that of the world; the model's prior is made to match them. All, if empty. */
  naturalSources: string[];
  /** How much an example of a source counts, where that is not 1. */
  sourceWeights: Record<string, number>;
}

const FIT: FitSettings = {
  epochs: 3,
  modelsPerHalf: 3,
  rate: 0.3,
  lowRankRate: 0.2,
  squaresAtStart: 0.01,
  lowRankSquaresAtStart: 0.0001,
  rank: 64,
  mixingSpread: 0.1,
  smallestGradient: 0.003,
  dropout: 0.55,
  priorTakenOff: 0,
};

/** The settings that did best on the validation set of data/wine-reviews. */
export const DEFAULT_SETTINGS: TrainingSettings = {
  seed: 20_261_123,
  fewestExamples: 10,
  split: { validation: 0.1, holdout: 0.1 },
  features: { gramLength: 4, shortestWordCut: 5, priceStepsPerDoubling: 3, jointPriceStepsPerDoubling: 2 },
  vocabulary: {
    fewest: { words: 3, pairs: 10, grams: 3, fields: 2, crossesWithCountry: 8, crossesWithVariety: 20 },
    nameWeight: 1,
    numberWeight: 0.5,
    leastLength: 0.43,
  },
  hiding: { note: 0.1, noteAndNumbers: 0.6, anything: 0.2 },
  retelling: { share: 0.4, weight: 0.5, wordsMax: 12, alone: 0.35, tellingsOfName: 8 },
  fit: { country: { ...FIT, rank: 32, dropout: 0.4 }, variety: FIT },
  coarseness: { country: 0.46, variety: 0.95 },
  naturalSources: [],
  sourceWeights: {},
};
