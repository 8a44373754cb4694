import { expect, it } from 'vitest';
import { askField, itAsksModels } from './models-answers.ts';

const field = askField('Query.health');
const health = {
  state: 'UNKNOWN',
  alarms: [],
  alarmsUnavailable: 'CloudWatch did not tell.',
  champion: 'starter-1',
  championSince: null,
  lastTraining: null,
  release: '0.1.0',
  node: '24.0.0',
  onnxRuntime: '1.30.0',
  starterVersion: 'starter-1',
  checkedAt: '2026-11-28T10:00:00.000Z',
};

itAsksModels(field, 'health', {}, health);

it('answers whole where the alarms could not be read', async () => {
  expect((await field.run({}, { value: health })).value).toEqual(health);
});
