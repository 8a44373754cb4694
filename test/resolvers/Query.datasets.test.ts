import { describedDataset } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(
  askField('Query.datasets'),
  'datasets',
  { limit: 5, nextToken: null },
  { items: [describedDataset], nextToken: null },
);
