import { admittedClass } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(
  askField('Mutation.withdrawClass'),
  'withdrawClass',
  { target: 'VARIETY', name: 'Räuschling' },
  admittedClass,
);
