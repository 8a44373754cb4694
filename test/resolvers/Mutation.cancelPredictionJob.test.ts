import { itAsksBulk, jobId } from './jobs.ts';
import { askField } from './models-answers.ts';

itAsksBulk(askField('Mutation.cancelPredictionJob'), 'cancelPredictionJob', { id: jobId(0) });
