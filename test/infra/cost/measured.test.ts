import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadStarter } from '../../../artifacts/starter.ts';
import type { Wine } from '../../../contract/wine.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { MEASURED_BYTES, MEASURED_TIMES } from '../../../docs/cost/measured.ts';
import { makePredictions } from '../../../functions/predict/predict.ts';
import { expandPrediction } from '../../../resolvers/predictions/expand-prediction.ts';
import { toAttributes } from '../../../store/dynamodb/attributes.ts';
import { recordOutput } from '../../functions/recorded-output.ts';

const NOTE =
  'Ripe blackberry and cassis lead the nose, with cedar, graphite and a hint of dried mint behind. The palate is full ' +
  'and firm, its tannins fine, and it ends long on dark chocolate and plum. It wants five more years in a cool ' +
  'cellar, and lamb.';
const WINE: Wine = { description: NOTE, region: 'Napa Valley', winery: 'Any Winery', points: 92, price: 55 };

/** What DynamoDB bills of an attribute: text as UTF-8, two digits of a number a byte, and what holds it together. */
function bytesOf(attribute: AttributeValue): number {
  if (attribute.S !== undefined) return Buffer.byteLength(attribute.S);
  if (attribute.N !== undefined) {
    const digits = attribute.N.replace(/[-.]/g, '').replace(/^0+/, '').length;
    return Math.ceil(digits / 2) + 1 + (attribute.N.startsWith('-') ? 1 : 0);
  }
  if (attribute.L !== undefined) return attribute.L.reduce((sum, one) => sum + 1 + bytesOf(one), 3);
  return entryBytes(attribute.M ?? {}, 1) + 3;
}

function entryBytes(attributes: Record<string, AttributeValue>, each = 0): number {
  const entries = Object.entries(attributes);
  return entries.reduce((sum, [name, value]) => sum + each + Buffer.byteLength(name) + bytesOf(value), 0);
}

let prediction: StoredPrediction;
beforeAll(async () => {
  const model = await loadStarter(new URL('../../../models/starter/', import.meta.url));
  const numbered = { id: '01JDPB4V9M5QK3W2X8Y7Z6A1B0', wine: WINE };
  const [made] = await makePredictions(model, 'client-of-some-name', [numbered]);
  if (made === undefined) throw new Error('The starter did not answer.');
  prediction = made;
});

/** Holds a figure of docs/cost/measured.ts against what it is now. */
function expectWithin(share: number, stated: number, found: number): void {
  expect(found, `docs/cost/measured.ts says ${stated}`).toBeGreaterThan(stated * (1 - share));
  expect(found, `docs/cost/measured.ts says ${stated}`).toBeLessThan(stated * (1 + share));
}

describe('what the bill counts with', () => {
  it('is the size of a prediction in its table', () => {
    expectWithin(0.03, MEASURED_BYTES.predictionBesideNote, entryBytes(toAttributes(prediction)) - NOTE.length);
  });

  it('is the size of its answer with all fields', () => {
    const answer = JSON.stringify({ data: { predict: expandPrediction(prediction) } });
    expectWithin(0.03, MEASURED_BYTES.answerBesideNote, answer.length - NOTE.length);
  });

  it('is what a request writes into the log', async () => {
    const { requests } = await recordOutput();
    const isWarm = (line: object): boolean => 'latencyMs' in line && !('coldStarts' in line);
    const single = requests.find((line) => isWarm(line) && line['predictions'] === 1);
    const batch = requests.findIndex((line) => line['batchWines'] === 100);
    expectWithin(0.1, MEASURED_BYTES.singleLines, JSON.stringify(single).length);
    const lines = requests.slice(batch, batch + 2).map((line) => JSON.stringify(line).length);
    expectWithin(0.1, MEASURED_BYTES.batchLines, Math.max(...lines) + Math.min(...lines));
  });

  it('are times of the newest results of the benchmark, in milliseconds', () => {
    const { single, batch, cold, training } = MEASURED_TIMES;
    expect(single).toBeLessThan(batch);
    expect(batch).toBeLessThan(cold);
    expect(cold).toBeLessThan(training);
    expect(single).toBeGreaterThan(0.1);
    expect(training).toBeLessThan(900_000);
  });
});
