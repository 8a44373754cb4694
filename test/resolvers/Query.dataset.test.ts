import { describedDataset } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(askField('Query.dataset'), 'dataset', { name: 'cellar' }, describedDataset);
