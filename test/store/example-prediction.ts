import type { StoredPrediction } from '../../contract/stored/prediction.ts';

/** A sound prediction of that client and id. */
export function examplePrediction(clientId: string, id: string): StoredPrediction {
  return {
    clientId,
    id,
    wine: { description: 'Ripe plum\u0000 and 🍷.', winery: 'Nowhere', points: 88, price: 12.34 },
    country: { ranking: [['Italy', 0.8123]], evidence: [['plum', 'W', 0.512]] },
    variety: { ranking: [['Merlot', 0.3]], evidence: [['price', 'F', -0.031]] },
    modelVersion: 'v-test',
    createdAt: '2026-11-23T00:00:00.000Z',
    warnings: ['The model has never seen this winery.'],
  };
}
