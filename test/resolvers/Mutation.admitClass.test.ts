import { admittedClass } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(askField('Mutation.admitClass'), 'admitClass', { target: 'VARIETY', name: 'Räuschling' }, admittedClass);
