import { setImmediate as turn } from 'node:timers/promises';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoredVersion } from '../../../contract/stored/models.ts';
import { registerVersion } from '../../functions/registry.ts';
import { askUntil, errorOf, someWine } from '../api.ts';
import { canKill, type FaultyClient, type FaultyHost, hasTemplate, startFaultyHost } from './faulty-host.ts';
import { type Fault, FAULTS, type Passing } from './proxy.ts';

/** All warm functions follow within this. */
const FOLLOW_MS_MAX = 30_000;
const MOVES_MS = 90_000;

let host: FaultyHost;
let client: FaultyClient;
let starter: string;
let versions: StoredVersion[];
beforeAll(async () => {
  if (!hasTemplate) return;
  host = await startFaultyHost();
  client = await host.connect();
  starter = (await client.champion()).id;
  const registry = { dynamo: { models: () => host.models }, bucket: host.bucket };
  versions = [await registerVersion(registry, `v-${ulid()}`), await registerVersion(registry, `v-${ulid()}`)];
}, 120_000);
afterEach(() => host?.s3.rules.clear());
afterAll(() => host?.close());

/** Whether a request reads a file of a model version. */
const readsModel = ({ operation, url }: Passing) => operation === 'GET' && url.includes('/models/');
const breakS3 = (fault: Fault) => host.s3.rules.add((passing) => (readsModel(passing) ? fault : undefined));
const idOf = (place: number) => versions[place]?.id ?? '';

const cutShort: Fault = { kind: 'altered', change: (body) => body.subarray(0, -1) };
const flipped: Fault = {
  kind: 'altered',
  change: (body) => {
    const changed = Buffer.from(body);
    changed[body.length >> 1] = (changed[body.length >> 1] ?? 0) ^ 1;
    return changed;
  },
};

describe.skipIf(!hasTemplate)('the champion', () => {
  it.each<[string, Fault, boolean]>([
    ['S3 answers 503', FAULTS.s3SlowDown, true],
    ['S3 answers 503 with a page of HTML', FAULTS.html, true],
    ['S3 cuts every connection', FAULTS.cutBefore, true],
    ['S3 answers 403', FAULTS.s3Denied, false],
    ['a file is cut short', cutShort, false],
    ['a file is altered', flipped, false],
  ])('R5: does not move to a version while %s', async (_, fault, retryable) => {
    breakS3(fault);
    expect(await errorOf(client.promote(idOf(0), 'It is better.'))).toMatchObject({
      errorType: 'ModelUnavailable',
      retryable,
    });
    expect((await client.champion()).id).toBe(starter);
  });

  it(
    'R9: moves forth and back under load without a failed request, and every function follows within 30 s',
    async () => {
      const failures: unknown[] = [];
      let isOver = false;
      const load = async (): Promise<void> => {
        while (!isOver) await client.predict(someWine()).catch((error: unknown) => failures.push(error));
      };
      const loads = [load(), load(), load()];
      try {
        for (const id of [idOf(0), starter]) {
          await (id === starter
            ? client.rollback('It is worse.', { expectedChampion: idOf(0) })
            : client.promote(id, 'It is better.'));
          const startMs = performance.now();
          // Four in a row by the same version: more than there are processes at work.
          for (let inARow = 0; inARow < 4;) {
            inARow = (await client.predict(someWine())).modelVersion === id ? inARow + 1 : 0;
            expect(performance.now() - startMs).toBeLessThan(FOLLOW_MS_MAX);
          }
        }
      } finally {
        isOver = true;
        await Promise.all(loads);
      }
      expect(failures).toEqual([]);
    },
    MOVES_MS,
  );

  it.each<[string, number, boolean]>([
    ['50 moves at once by who names the champion', 50, true],
    ['two moves at once by who does not', 2, false],
  ])(
    'R8: of %s exactly one wins, and the others get PromotionConflict',
    async (_, count, isNamed) => {
      await client.promote(idOf(0), 'To have two to go back to.', { expectedChampion: starter });
      await client.promote(idOf(1), 'To have two to go back to.', { expectedChampion: idOf(0) });
      const options = isNamed ? { expectedChampion: idOf(1) } : {};
      const move = (n: number) =>
        n % 2 === 0 ? client.rollback('Sour.', options) : client.promote(idOf(0), 'Sweet.', options);
      const moves = Array.from({ length: count }, (_, n) =>
        move(n).then(
          () => 'won',
          (error: { errorType: string }) => error.errorType,
        ),
      );
      const outcomes = await Promise.all(moves);
      const expected = ['won', ...Array.from({ length: count - 1 }, () => 'PromotionConflict')];
      expect(outcomes.sort().reverse()).toEqual(expected);
      expect((await client.champion()).id).toBe(idOf(0));
      await client.promote(starter, 'As it was.', { expectedChampion: idOf(0) });
    },
    MOVES_MS,
  );

  it.skipIf(!canKill)(
    'R4: out of reach in S3, warm functions go on with it, cold ones answer by the starter and say so, until S3 is back',
    async () => {
      await client.promote(idOf(0), 'It is better.', { expectedChampion: starter });
      await host.kill('Predict');
      // The host hears of the end of a process a moment later.
      const patient = await host.connect({ retries: 20, wait: () => turn() });
      expect((await patient.predict(someWine())).modelVersion).toBe(idOf(0));
      breakS3(FAULTS.s3SlowDown);
      const warm = await client.predict(someWine());
      expect(warm).toMatchObject({ modelVersion: idOf(0), warnings: [] });
      await host.kill('Predict');
      const cold = await patient.predict(someWine());
      expect(cold.modelVersion).toBe(starter);
      expect(cold.warnings).toContainEqual(expect.stringContaining('the starter version answered instead'));
      host.s3.rules.clear();
      const { prediction, tookMs } = await askUntil(client, ({ modelVersion }) => modelVersion === idOf(0), MOVES_MS);
      expect(prediction.warnings).toEqual([]);
      expect(tookMs).toBeLessThan(FOLLOW_MS_MAX);
    },
    MOVES_MS,
  );
});
