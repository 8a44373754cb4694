import { askField, itAsksModels } from './models-answers.ts';

const args = { from: '2026-11-01T00:00:00Z', to: '2026-11-15T00:00:00Z', by: 'DAY' };
itAsksModels(askField('Query.accuracyOverTime'), 'accuracyOverTime', args, []);
