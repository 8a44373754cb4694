import { expect, it } from 'vitest';
import { askField, itAsksModels } from './models-answers.ts';

const field = askField('Query.metrics');
const question = {
  name: 'latencyMs',
  from: '2026-11-28T10:00:00Z',
  to: '2026-11-28T11:00:00Z',
  period: 300,
  statistic: 'P99',
};

itAsksModels(field, 'metrics', question, []);

it('answers series with their points, and null where a metric has no dimension of its own', async () => {
  const points = [{ at: '2026-11-28T10:00:00.000Z', value: 12.5 }];
  const series = [{ name: 'latencyMs', of: null, unit: 'Milliseconds', points }];
  expect((await field.run(question, { value: series })).value).toEqual(series);
});
