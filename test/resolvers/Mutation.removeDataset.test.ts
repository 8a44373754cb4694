import { describedDataset } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(
  askField('Mutation.removeDataset'),
  'removeDataset',
  { name: 'cellar', reason: 'Wrong labels' },
  describedDataset,
);
