import { itAsksBulk, jobId } from './jobs.ts';
import { askField } from './models-answers.ts';

itAsksBulk(askField('Query.predictionJobFiles'), 'predictionJobFiles', { id: jobId(0) });
