import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredClassification, StoredPrediction } from '../../../contract/stored/prediction.ts';
import { expandPrediction } from '../../../functions/bulk/expand-prediction.ts';
import { expandPrediction as expandInResolver } from '../../../resolvers/predictions/expand-prediction.ts';

const number = fc.integer({ min: -9_999, max: 9_999 }).map((value) => value / 1_000);
const classification: fc.Arbitrary<StoredClassification> = fc.record({
  ranking: fc.array(fc.tuple(fc.string(), number), { minLength: 1, maxLength: 5 }),
  evidence: fc.array(fc.tuple(fc.string(), fc.constantFrom('W', 'P', 'F'), number), { maxLength: 8 }),
});
const label = { country: 'Chile', labelledAt: '2026-11-28T12:00:00.000Z' };
const prediction: fc.Arbitrary<StoredPrediction> = fc.record(
  {
    clientId: fc.constant('client-7'),
    id: fc.constant('01KASX0000000000000000000R'),
    wine: fc.record({ description: fc.string(), price: number }, { requiredKeys: [] }),
    country: classification,
    variety: classification,
    modelVersion: fc.constant('v-1'),
    createdAt: fc.constant('2026-11-28T12:00:00.000Z'),
    warnings: fc.array(fc.string()),
    label: fc.constant(label),
    labelHistory: fc.constant([label]),
  },
  { requiredKeys: ['clientId', 'id', 'wine', 'country', 'variety', 'modelVersion', 'createdAt'] },
);

it('an answer in a file has the very bytes of the answer that resolvers give', () => {
  fc.assert(
    fc.property(prediction, (stored) => {
      expect(JSON.stringify(expandPrediction(stored))).toBe(JSON.stringify(expandInResolver(stored)));
    }),
  );
});
