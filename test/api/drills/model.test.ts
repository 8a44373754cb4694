import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from '../../../contract/tables.ts';
import { LEASE_MS } from '../../../store/models/lease.ts';
import type { Prediction } from '../../../packages/client/client.ts';
import { registerVersion } from '../../functions/registry.ts';
import { someWine } from '../api.ts';
import { canKill, hasTemplate } from '../faults/faulty-host.ts';
import { FAULTS, type Rule } from '../faults/proxy.ts';
import { type DrillHost, startDrillHost } from './drill-host.ts';

const HOUR = 60;

let host: DrillHost;
beforeAll(async () => {
  if (hasTemplate) host = await startDrillHost();
}, 120_000);
afterAll(() => host?.close());

/** Makes a version that is registered the champion. */
async function promoteAnother(): Promise<string> {
  const registry = { dynamo: { models: () => host.models }, bucket: host.bucket };
  const { id } = await registerVersion(registry, `v-${ulid()}`);
  await host.operator.promote(id, 'For a drill.', { expectedChampion: (await host.operator.champion()).id });
  return id;
}

/** Has drift looked for in each of some hours, as the schedule does. */
async function watchForHours(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    await host.operator.checkDrift();
    await host.pass(HOUR);
  }
}

/** A wave of predictions, answered. */
async function predictWines(count: number): Promise<Prediction[]> {
  const { results } = await host.operator.predictBatch(Array.from({ length: count }, () => someWine()));
  return results.filter((result) => result.__typename === 'Prediction');
}

/** Makes of a run one of which nothing was heard for as long as a lease holds: nobody waits for that here. */
async function forgetProcessOf(id: string): Promise<void> {
  const { name: TableName, dynamo } = host.models;
  const past = new Date(Date.now() - LEASE_MS).toISOString();
  const update = (Key: Record<string, string>, field: string, value: string | number) =>
    dynamo.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: `SET ${field} = :past`,
        ExpressionAttributeValues: { ':past': value },
      }),
    );
  await update({ kind: KINDS.run, id }, 'updatedAt', past);
  await update({ kind: KINDS.lease, id: 'training' }, 'expiresAt', Date.parse(past));
}

describe.skipIf(!hasTemplate)('an operator', () => {
  it('is told on the next working day of a wave of wrong labels, not of a few, until they are corrected', async () => {
    await host.expectQuiet();
    const predictions = await predictWines(40);
    const wrong = { country: 'Moldova', variety: 'Saperavi' };
    for (const { id } of predictions.slice(0, 5)) await host.operator.label(id, wrong);
    await watchForHours(3);
    await host.expectQuiet();
    for (const { id } of predictions) await host.operator.label(id, wrong);
    await watchForHours(3);
    await host.expectAlarm('quality-falling', 'accuracy-low');
    for (const { id, country, variety } of predictions) {
      await host.operator.label(id, { country: country.name, variety: variety.name });
    }
    await watchForHours(3);
    await host.expectRecovery('quality-falling');
  });

  it('is told of wines that the champion was not trained with, until another version is', async () => {
    await host.expectQuiet();
    const wines = Array.from({ length: 100 }, (_, n) => ({ region: 'Mosel', points: 80 + (n % 20) }));
    for (let batch = 0; batch < 4; batch += 1) await host.operator.predictBatch(wines);
    await watchForHours(3);
    await host.expectAlarm('quality-falling', 'drift-seen');
    await promoteAnother();
    await watchForHours(3);
    await host.expectRecovery('quality-falling');
  });

  it.skipIf(!canKill)('is told of a training that died, and an hour later that no other has', async () => {
    await host.expectQuiet();
    const run = await host.operator.startTraining('For a drill.');
    const stageOf = async () => (await host.operator.trainingRun(run.id))?.stage;
    await expect.poll(stageOf, { timeout: 20_000 }).toEqual(expect.any(String));
    await host.kill('Train');
    await forgetProcessOf(run.id);
    await expect.poll(async () => (await host.operator.trainingRun(run.id))?.status).toBe('FAILED');
    await host.pass(5);
    await host.expectAlarm('learning-stuck', 'training-failed');
    // Values that are missing have CloudWatch look a little further back than the hour.
    await host.pass(HOUR + 20);
    await host.expectRecovery('learning-stuck');
  });
});

describe.skipIf(!hasTemplate || !canKill)('whoever is on call', () => {
  it('is paged where processes refuse the champion, and told when they serve it again', async () => {
    const champion = await promoteAnother();
    await host.pass(1);
    await host.expectQuiet();
    const patient = await host.connect({ retries: 20, wait: () => new Promise(setImmediate) });
    const withoutModel: Rule = ({ operation, url }) =>
      operation === 'GET' && url.includes('/models/') ? FAULTS.s3Denied : undefined;
    host.s3.rules.add(withoutModel);
    await host.kill('Predict');
    for (let minute = 0; minute < 5; minute += 1) {
      expect((await patient.predict(someWine())).modelVersion).not.toBe(champion);
      await host.pass(1);
    }
    await host.expectAlarm('model-failing', 'fallback-served', 'model-refused');
    host.s3.rules.delete(withoutModel);
    await host.kill('Predict');
    for (let minute = 0; minute < 20; minute += 1) {
      expect((await patient.predict(someWine())).modelVersion).toBe(champion);
      await host.pass(1);
    }
    await host.expectRecovery('model-failing');
  });
});
