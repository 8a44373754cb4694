import { askField, itAsksModels } from './models-answers.ts';

itAsksModels(askField('Query.drift'), 'drift', { from: '2026-11-21T00:00:00Z' }, null);
