import { DEFAULT_SETTINGS } from '../../classifier/fit/training-settings.ts';
import type { TrainingSettings } from '../../classifier/fit/training-settings.ts';

/** What the starter model is trained from. */
export const DATASET = new URL('../../data/wine-reviews/wine-reviews.dataset.br', import.meta.url);

/** How it is trained: by its sources, which data/wine-reviews/README.md describes. */
export const SETTINGS: TrainingSettings = {
  ...DEFAULT_SETTINGS,
  naturalSources: ['v1head', 'v2head'],
  sourceWeights: { v2simba: 0.5, roald: 0.25 },
};

/** The appendix of the model card about what is told. */
export const FIELDS_PAGE = new URL('../../docs/model-fields.md', import.meta.url);

/** The model card. */
export const CARD = new URL('../../docs/MODEL.md', import.meta.url);
