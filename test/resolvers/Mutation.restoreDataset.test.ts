import { describedDataset } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(askField('Mutation.restoreDataset'), 'restoreDataset', { name: 'cellar' }, describedDataset);
