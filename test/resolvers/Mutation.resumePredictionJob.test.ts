import { itAsksBulk, jobId } from './jobs.ts';
import { askField } from './models-answers.ts';

itAsksBulk(askField('Mutation.resumePredictionJob'), 'resumePredictionJob', { id: jobId(0) });
