import type { StoredDataset } from '../../../contract/stored/datasets.ts';
import type { StoredRun } from '../../../contract/stored/models.ts';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Wine } from '../../../contract/wine.ts';
import { openRegistered } from '../../../functions/registered-model.ts';
import { conductRun } from '../../../functions/train/conduct.ts';
import { makeVersion } from '../../../functions/train/make-version.ts';
import { putAdmission } from '../../../store/models/admissions.ts';
import { putOnce } from '../../../store/s3/bucket.ts';
import { readRecord, writeRecord } from '../../../store/models/datasets.ts';
import { findVersion } from '../../../store/models/models.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';
import { inventUnsure, type Registry, startRegistry } from '../registry.ts';

let registry: Registry;
let dynamo: Dynamo;
const later = () => Date.now() + 10_000;

beforeAll(async () => {
  registry = await startRegistry({ isIgnorant: true });
});
afterAll(() => registry.close());
beforeEach(async () => {
  dynamo = await startDynamo();
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await dynamo.close();
  const { s3 } = registry.bucket;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'models', Prefix: 'datasets/' }));
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: 'models', Key }));
});

/** A whole training run, from the datasets and labels that there are. */
const conduct = () => {
  const dependencies = {
    models: dynamo.models(),
    predictions: dynamo.predictions(),
    bucket: registry.bucket,
    starterVersion: registry.starter.version,
    starterFolder: registry.starterFolder,
    datasetFile: registry.datasetFile,
    code: 'code',
    make: makeVersion,
    publish: () => Promise.resolve(),
    newId: ulid,
    onTrouble: () => undefined,
  };
  return conductRun(dependencies, { source: 'schedule' }, new AbortController().signal);
};
/** Stores a dataset as the command line imports it, and a record that says so; `at` is a second of one minute. */
async function importRows(name: string, at: number, rows: Wine[]) {
  const file = await putOnce(
    registry.bucket,
    `datasets/${name}/${at}.jsonl.gz`,
    gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')),
  );
  const part = { ...file, importedAt: `2026-11-23T12:00:${10 + at}.000Z`, importedBy: 'ann' };
  const known = await readRecord(registry.bucket, name);
  const parts = [...(known?.dataset.parts ?? []), part];
  const record: StoredDataset = {
    format: 1,
    name,
    parts,
    rows: rows.length,
    classes: { country: {}, variety: {} },
    removal: null,
  };
  expect(await writeRecord(registry.bucket, record, known?.etag)).toBe(true);
}
const openManifest = async (run: StoredRun | undefined) => {
  const version = await findVersion(dynamo.models(), run?.modelVersion ?? '', later());
  if (version === undefined) throw new Error(run?.failure ?? 'There is no version.');
  return (await openRegistered(registry.bucket, version, AbortSignal.timeout(10_000))).manifest;
};
/** A prediction that was labelled just now. */
async function label(wine: Wine, truth: { country?: string; variety?: string }, clientId = 'cellar') {
  const labelledAt = new Date().toISOString();
  const answer = { ranking: [['Merlot', 0.5]], evidence: [] };
  const prediction = { clientId, id: ulid(), wine, country: answer, variety: answer, modelVersion: 'v' };
  const labelled = { label: { ...truth, labelledAt }, labelMonth: labelledAt.slice(0, 7), labelledAt };
  const Item = { ...prediction, createdAt: labelledAt, ...labelled };
  await dynamo.predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item }));
}

describe('datasets of a run', () => {
  /** As many wines that no other dataset has, all of one variety. */
  const winesOf = (variety: string, count: number, seed: number): Wine[] =>
    inventUnsure(count, seed).map(({ description = '', price }) => ({
      description: `${description} ${seed}`,
      variety,
      ...(price === undefined ? {} : { price }),
    }));

  it('that contradict each other are named, with the number of texts, and the later one wins', async () => {
    const [known, other] = registry.starter.targets.variety.classes;
    const wines = winesOf(known ?? '', 40, 31);
    await importRows('b-first', 1, wines);
    await importRows(
      'a-second',
      2,
      wines.map((wine, at) => ({ ...wine, variety: at < 30 ? 'Räuschling' : (known ?? '') })),
    );
    const run = await conduct();
    expect(run?.refused).toEqual([
      'a-second: 10 examples are left out, because their text is known already.',
      'b-first and a-second contradict each other on 30 texts: what a-second says counts, being later.',
    ]);
    expect(run).toMatchObject({ examples: 540, labels: 0, datasets: ['b-first', 'a-second'] });
    expect((await openManifest(run)).targets.variety.classes).toContain('Räuschling');
    // Imported again later, the first one has the last word.
    await importRows(
      'b-first',
      3,
      wines.map((wine) => ({ ...wine, variety: other ?? '' })),
    );
    const again = await conduct();
    expect(again?.refused[0]).toBe(
      'a-second and b-first contradict each other on 40 texts: what b-first says counts, being later.',
    );
    expect((await openManifest(again)).targets.variety.classes).not.toContain('Räuschling');
  });

  it('may correct the bundled one, whose examples stay in the mix of the world', async () => {
    const [bundled] = inventUnsure(1);
    const { description = '' } = bundled ?? {};
    await importRows('correction', 1, [{ description, country: 'Nowhere', variety: 'Merlot' }]);
    expect(await conduct()).toMatchObject({
      examples: 500,
      refused: expect.arrayContaining([
        'bundled and correction contradict each other on 1 text: what correction says counts, being later.',
      ]) as string[],
    });
  });

  it('are left out once they were removed, and read again once they were restored', async () => {
    await importRows('cellar', 1, winesOf('Räuschling', 40, 33));
    const removal = { by: 'ann', at: '2026-11-23T13:00:00.000Z', reason: 'wrong' };
    const change = async (to: typeof removal | null) => {
      const record = await readRecord(registry.bucket, 'cellar');
      if (record) await writeRecord(registry.bucket, { ...record.dataset, removal: to }, record.etag);
    };
    await change(removal);
    expect(await conduct()).toMatchObject({ status: 'UNCHANGED', examples: 500, datasets: [] });
    await change(null);
    const run = await conduct();
    expect(run).toMatchObject({ examples: 540, datasets: ['cellar'] });
    expect((await openManifest(run)).targets.variety.classes).toContain('Räuschling');
  });

  it('are in the manifest of the version with keys, versions and digests, as are its labels and admissions', async () => {
    await importRows('cellar', 1, winesOf('Räuschling', 20, 34));
    await label({ description: 'Quite a new wine.' }, { variety: 'Räuschling' });
    await putAdmission(dynamo.models(), { target: 'variety', name: 'Heida', by: 'ann', at: '' }, 'heida', later());
    const run = await conduct();
    const { datasets, labels } = (await openManifest(run)).training;
    const { parts } = (await readRecord(registry.bucket, 'cellar'))?.dataset ?? { parts: [] };
    const [part] = parts;
    expect(datasets).toEqual([
      expect.objectContaining({ name: 'bundled' }),
      { name: part?.key, bytes: part?.bytes, sha256: part?.sha256, versionId: part?.versionId },
    ]);
    expect(labels).toMatchObject({ count: 1, admissions: [{ target: 'variety', name: 'Heida' }] });
    const { key, versionId } = labels?.file ?? { key: '', versionId: '' };
    const get = new GetObjectCommand({ Bucket: 'models', Key: key, VersionId: versionId });
    const kept = gunzipSync((await (await registry.bucket.s3.send(get)).Body?.transformToByteArray()) ?? '').toString();
    expect(JSON.parse(kept)).toEqual({
      clientId: 'cellar',
      description: 'Quite a new wine.',
      variety: 'Räuschling',
    });
  });
});

describe('a name that no dataset has', () => {
  const attack = 'VISIT OUR SHOP';
  /** Forty notes with a word of their own, each labelled by the next of the clients. */
  async function teach(variety: string, clients: string[]) {
    for (const [at, { description = '' }] of inventUnsure(40, 41).entries()) {
      await label({ description: `${description} zyzzlewort ${at}` }, { variety }, clients[at % clients.length]);
    }
  }
  const classesAfter = async (run: StoredRun | undefined) =>
    run?.modelVersion ? (await openManifest(run)).targets.variety.classes : [];

  it.each([[attack], ['VISIT EVIL.EXAMPLE']])(
    'R10: makes no class where one client labels forty wines with it: %s',
    async (name) => {
      await teach(name, ['eve']);
      const run = await conduct();
      expect(run).toMatchObject({ status: 'UNCHANGED', labels: 0, examples: 500 });
      expect(run?.refused).toEqual([
        `Labels name what is no class of the variety until 3 clients name it or an operator admits it ` +
          `(terroir classes admit variety NAME): "${name}" (40 of 1 client).`,
        'labels: 40 are left out, because they say nothing else.',
      ]);
    },
  );

  it('makes no class where two clients do, and one where three do', async () => {
    await teach('Räuschling', ['ann', 'bob']);
    expect(await classesAfter(await conduct())).not.toContain('Räuschling');
    await label({ description: 'One more zyzzlewort.' }, { variety: 'räuschling' }, 'cleo');
    const run = await conduct();
    expect(run).toMatchObject({ labels: 41, examples: 541 });
    expect(await classesAfter(run)).toContain('Räuschling');
  });

  it('makes none, whoever tells it, where it has not the form of a name', async () => {
    await teach('VISIT EVIL.EXAMPLE', ['ann', 'bob', 'cleo']);
    expect(await conduct()).toMatchObject({ status: 'UNCHANGED', labels: 0 });
  });

  it('makes a class with the labels of one client once an operator has admitted it', async () => {
    await teach('Räuschling', ['ann']);
    const admission = { target: 'variety', name: 'Raeuschling', by: 'operator', at: '' } as const;
    await putAdmission(dynamo.models(), { ...admission, name: 'RÄUSCHLING' }, 'rauschling', later());
    const run = await conduct();
    expect(run).toMatchObject({ labels: 40, examples: 540 });
    expect(await classesAfter(run)).toContain('Räuschling');
  });

  it('is left out alone: what such a label says of the other target is learnt', async () => {
    const country = registry.starter.targets.country.classes[0] ?? '';
    for (const { description = '' } of inventUnsure(12, 43)) {
      await label({ description: `${description} zyzzlewort` }, { variety: attack, country }, 'eve');
    }
    const run = await conduct();
    expect(run).toMatchObject({ labels: 12, examples: 512 });
    expect(await classesAfter(run)).not.toContain(attack);
  });
});

describe('the labels of one client', () => {
  it('count at most a tenth of the datasets, and the run says what it left out', async () => {
    for (const { description = '', country = '', variety = '' } of inventUnsure(60, 51)) {
      await label({ description: `${description} 51` }, { country, variety }, 'eve');
    }
    await label({ description: 'One of another client.' }, { country: 'Ostia' }, 'ann');
    const run = await conduct();
    expect(run).toMatchObject({ labels: 51, examples: 551 });
    expect(run?.refused[0]).toBe(
      'labels: 10 of the 60 of the client eve are left out, because the labels of one client count at most 10 % of the ' +
        "datasets' examples.",
    );
  });

  it('that were all left out are not counted', async () => {
    const [known] = inventUnsure(1);
    await importRows('cellar', 1, [{ description: known?.description ?? '', country: 'Ostia' }]);
    await label({ description: known?.description ?? '' }, { country: 'Nordland' });
    expect(await conduct()).toMatchObject({ labels: 0, examples: 500 });
  });
});
