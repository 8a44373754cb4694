import { admittedClass } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(askField('Query.admittedClasses'), 'admittedClasses', {}, [admittedClass]);
