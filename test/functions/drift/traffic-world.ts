import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { readStarterManifest } from '../../../artifacts/starter.ts';
import { createRandom, type Random } from '../../../classifier/fit/random.ts';
import type { Manifest } from '../../../classifier/files/manifest.ts';
import { emptyTally } from '../../../classifier/drift/tally.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { HISTOGRAMS, type Tally } from '../../../contract/traffic.ts';
import { checkTraffic } from '../../../functions/drift/check.ts';
import { type Dependencies, HOUR_MS } from '../../../functions/drift/dependencies.ts';
import { addToHour, hourOf } from '../../../store/clients/traffic.ts';
import { type FakeClock, fakeClock, startDynamo } from '../../store/dynamo.ts';

/** A change of a starter's counts: in what bins predictions lie after it. */
export type Shift = (tally: Tally) => void;

/** Traffic like the starter's baseline, hour by hour, in tables of its own. */
export async function startTraffic() {
  const dynamo = await startDynamo();
  const starter = await readStarterManifest(new URL('../../../models/starter/', import.meta.url));
  const clock = fakeClock(Date.parse('2026-11-28T12:30:00Z'));
  const random = createRandom(5);
  const manifests = new Map([[starter.version, starter]]);
  const dependencies: Dependencies = {
    traffic: dynamo.traffic(clock),
    models: dynamo.models(clock),
    predictions: dynamo.predictions(clock),
    starterVersion: starter.version,
    readManifest: (version) => Promise.resolve(manifests.get(version)!),
  };
  const put = (hoursAgo: number, tally: Tally, modelVersion = starter.version) => {
    const hour = hourOf(clock.now() - hoursAgo * HOUR_MS);
    return addToHour(dependencies.traffic, { hour, modelVersion, tally }, AbortSignal.timeout(10_000));
  };
  return {
    dynamo,
    starter,
    clock,
    dependencies,
    manifests,
    put,
    /** So many predictions in each hour from `from` to `to` hours ago. */
    async fill(from: number, to: number, perHour: number, shift: Shift = () => undefined) {
      const hours = Array.from({ length: from - to + 1 }, (_, at) => from - at);
      await Promise.all(
        hours.map((ago) => {
          const tally = drawLike(starter, perHour, random);
          shift(tally);
          return put(ago, tally);
        }),
      );
    },
    check: () => checkTraffic(dependencies),
  };
}

/** A tally of predictions drawn by the bins of the baseline. */
function drawLike({ baseline }: Manifest, predictions: number, random: Random): Tally {
  const tally = { ...emptyTally(), predictions };
  for (const name of HISTOGRAMS) {
    const bins = baseline!.bins[name];
    if (name === 'fields') {
      tally.bins.fields = bins.map((count) => (count > 1600 ? predictions : Math.round(predictions * 0.944)));
      continue;
    }
    const total = bins.reduce((sum, count) => sum + count, 0);
    for (let n = 0; n < predictions; n += 1) {
      let left = random.next() * total;
      tally.bins[name][bins.findIndex((count) => (left -= count) < 0)]! += 1;
    }
  }
  tally.confidence = {
    country: { sum: 0.9 * predictions, squares: 0.82 * predictions },
    variety: { sum: 0.6 * predictions, squares: 0.4 * predictions },
  };
  return tally;
}

/** Puts a prediction with its label, made and labelled so many hours ago. */
export async function putLabelled(
  { dependencies, clock }: { dependencies: Dependencies; clock: FakeClock },
  [answered, truth]: [string, string],
  [madeAgo, labelledAgo]: [number, number],
  confidence = 0.8,
): Promise<void> {
  const at = (ago: number) => new Date(clock.now() - ago * HOUR_MS).toISOString();
  const labelledAt = at(labelledAgo);
  const prediction: StoredPrediction = {
    clientId: ulid(),
    id: ulid(),
    wine: {},
    country: { ranking: [[answered, confidence]], evidence: [] },
    variety: { ranking: [['Gamay', 0.5]], evidence: [] },
    modelVersion: 'any',
    createdAt: at(madeAgo),
    label: { country: truth, labelledAt },
    labelMonth: labelledAt.slice(0, 7),
    labelledAt,
  };
  await dependencies.predictions.dynamo.send(new PutCommand({ TableName: 'Predictions', Item: prediction }));
}
