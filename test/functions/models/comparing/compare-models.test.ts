import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../classifier/files/manifest.ts';
import type { StoredVersion } from '../../../../contract/stored/models.ts';
import { answerPayload } from '../../../../functions/models/answer.ts';
import { compareManifests } from '../../../../functions/models/comparing/compare-manifests.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import type { ModelClass, ModelComparison } from '../../../../generated/schema.ts';
import { modelKey, putOnce } from '../../../../store/s3/bucket.ts';
import { putVersion } from '../../../../store/models/models.ts';
import { appendPromotion, planPromotion } from '../../../../store/models/promotions.ts';
import { type Registry, registerVersion, startRegistry } from '../../registry.ts';

let registry: Registry;
let one: StoredVersion;
let other: StoredVersion;
beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 300 });
  one = await registerVersion(registry, `v-${ulid()}`);
  other = await registerVersion(registry, `v-${ulid()}x`);
});
afterAll(() => registry.close());

const ask = (operation: string, given: object) => {
  const { dynamo, bucket, starter } = registry;
  const dependencies = { models: dynamo.models(), bucket, starter } as unknown as Dependencies;
  return answerPayload(dependencies, { operation, clientId: 'ann', arguments: given });
};
const compare = async (first: string, second: string) =>
  ((await ask('compareModels', { first, second })) as { value: ModelComparison }).value;
const listClasses = async (target: string) => ((await ask('classes', { target })) as { value: ModelClass[] }).value;
const pathsOf = ({ facts }: ModelComparison) => facts.map(({ path }) => path);

describe('compareModels', () => {
  it('finds no difference of a version from itself', async () => {
    const nothing = { facts: [], datasets: [], classes: [], slices: [] };
    expect(await compare(one.id, one.id)).toEqual({ first: one.id, second: one.id, ...nothing });
    const { version } = registry.starter;
    expect(await compare(version, version)).toEqual({ first: version, second: version, ...nothing });
  });

  it('tells the facts, data, classes and slices that differ, and none that are alike', async () => {
    const found = await compare(registry.starter.version, one.id);
    expect(pathsOf(found)).toContain('training.report.given');
    expect(pathsOf(found)).not.toContain('training.settings.seed');
    expect(found.facts.find(({ path }) => path === 'training.report.given')).toMatchObject({
      first: '300',
      second: '200',
    });
    const [bundled] = registry.starter.training.datasets;
    expect(found.datasets).toEqual([{ ...bundled, onlyIn: registry.starter.version }]);
    expect(found.classes.length).toBeGreaterThan(0);
    for (const { firstExamples, secondExamples } of found.classes) expect(firstExamples).not.toBe(secondExamples);
    const whole = found.slices.find(({ target, kind }) => target === 'VARIETY' && kind === 'all');
    expect(whole?.first?.accuracy).toBeCloseTo((whole?.first?.right ?? 0) / (whole?.first?.examples ?? 1), 12);
    expect(whole?.low).toBeLessThan(whole?.difference ?? -1);
    expect(whole?.high).toBeGreaterThan(whole?.difference ?? 1);
  });

  it('knows a change of one setting, and a class that only one can answer, for what they are', () => {
    const changed = structuredClone(registry.starter);
    changed.version = 'changed';
    changed.training.settings.seed += 1;
    changed.targets.country.classes[0] = 'Atlantis';
    const { facts, classes, slices, datasets } = compareManifests(registry.starter, changed);
    const { seed } = registry.starter.training.settings;
    expect(facts).toEqual([{ path: 'training.settings.seed', first: String(seed), second: String(seed + 1) }]);
    const [lost] = registry.starter.targets.country.classes;
    const counts = registry.starter.training.report.classExamples?.country;
    expect(classes.map(({ name, onlyIn }) => [name, onlyIn])).toEqual([
      ['Atlantis', 'changed'],
      [lost, registry.starter.version],
    ]);
    expect(classes[0]).toMatchObject({ target: 'COUNTRY', firstExamples: null, secondExamples: counts?.[0] });
    expect([slices, datasets]).toEqual([[], []]);
  });

  it('takes a slice that only one has for a difference without a figure', () => {
    const changed = structuredClone(registry.starter);
    const gone = changed.evaluation.country.slices.pop();
    expect(compareManifests(registry.starter, changed).slices).toMatchObject([
      { target: 'COUNTRY', slice: gone?.name, second: null, difference: null, low: null, high: null },
    ]);
  });

  it('does not take classes that were never counted for classes that differ', () => {
    const uncounted = structuredClone(registry.starter);
    delete uncounted.training.report.classExamples;
    expect(compareManifests(registry.starter, uncounted).classes).toEqual([]);
  });

  it.each(['first', 'second'])('finds no version that is not there: %s', async (field) => {
    for (const none of ['v-none', '', 'ö'.repeat(2_000)]) {
      const given = { first: one.id, second: other.id, [field]: none };
      const failure = { errorType: 'NotFound', errorInfo: { field, retryable: false } };
      expect(await ask('compareModels', given)).toMatchObject({ failure });
    }
  });

  it('says of a version whose manifest is gone or altered that it cannot be read', async () => {
    const id = `v-${ulid()}y`;
    const { bucket, dynamo } = registry;
    const written = await putOnce(bucket, modelKey(id, 'manifest.json'), Buffer.from('{}'));
    const files = { ...one.files, 'manifest.json': written };
    await putVersion(dynamo.models(), { ...one, id, files }, Date.now() + 10_000);
    const failure = { errorType: 'ModelUnavailable', errorInfo: { retryable: false } };
    expect(await ask('compareModels', { first: one.id, second: id })).toMatchObject({ failure });
    const { key: Key, versionId: VersionId } = written;
    await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key, VersionId }));
    expect(await ask('compareModels', { first: one.id, second: id })).toMatchObject({ failure });
    // What S3 says of it to a role that may not list versions.
    const reason = 'User: arn:aws:sts::1:assumed-role/models is not authorized to perform: s3:ListBucketVersions';
    const client = bucket.s3 as unknown as { send: () => Promise<unknown> };
    const send = client.send.bind(client);
    client.send = () => Promise.reject(Object.assign(new Error(reason), { name: 'AccessDenied' }));
    const told = await ask('compareModels', { first: one.id, second: id });
    client.send = send;
    expect(told).toMatchObject({ failure });
    expect(JSON.stringify(told)).not.toContain('arn:');
  });
});

describe('classes', () => {
  it('lists every class of the champion, the most frequent first, with its examples and its share', async () => {
    const { training, targets } = registry.starter;
    for (const target of ['country', 'variety'] as const) {
      const listed = await listClasses(target.toUpperCase());
      expect(listed.map(({ name }) => name).sort()).toEqual([...targets[target].classes].sort());
      const counts = listed.map(({ examples }) => examples ?? 0);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      const { training: fitted, validation } = training.report.parts;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(fitted + validation);
      expect(counts.at(-1)).toBeGreaterThanOrEqual(training.settings.fewestExamples);
      expect(listed.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it('follows the champion', async () => {
    const { dynamo, bucket } = registry;
    const manifest = structuredClone(registry.starter);
    manifest.version = `v-${ulid()}z`;
    manifest.targets.variety.classes[0] = 'Räuschling';
    delete manifest.training.report.classExamples;
    expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toBeDefined();
    const bytes = Buffer.from(JSON.stringify(manifest));
    const written = await putOnce(bucket, modelKey(manifest.version, 'manifest.json'), bytes);
    const files = { ...one.files, 'manifest.json': written };
    await putVersion(dynamo.models(), { ...one, id: manifest.version, files }, Date.now() + 10_000);
    const at = new Date().toISOString();
    const move = { promotionKind: 'PROMOTE', to: manifest.version, by: 'ann', at, reason: 'New', moveId: 'm' } as const;
    const planned = planPromotion(undefined, registry.starter.version, move);
    expect(await appendPromotion(dynamo.models(), planned, Date.now() + 10_000)).toBe(true);
    const listed = await listClasses('VARIETY');
    // It was trained before anybody counted.
    expect(listed.find(({ name }) => name === 'Räuschling')).toMatchObject({ examples: null });
  });
});
