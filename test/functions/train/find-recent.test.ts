import { describe, expect, it } from 'vitest';
import type { Example } from '../../../classifier/features/example.ts';
import { sourceOf } from '../../../classifier/features/example-source.ts';
import type { Manifest } from '../../../classifier/files/manifest.ts';
import { findRecent } from '../../../functions/train/find-recent.ts';

const part = (name: string, sha256 = name) => ({ name, bytes: 1, sha256 });
const manifest = {
  targets: { country: { classes: ['Italy', 'France'] }, variety: { classes: ['Merlot'] } },
  training: { datasets: [part('wine-reviews'), part('datasets/shop/1.jsonl.gz'), part('datasets/cellar/1.jsonl.gz')] },
} as unknown as Manifest;

const example = (fingerprint: string, source: string, changes: Partial<Example> = {}): Example => ({
  fingerprint,
  source,
  country: 'Italy',
  variety: 'Merlot',
  ...changes,
});
const find = (examples: Example[], labels: Example[] = [], parts = manifest.training.datasets) =>
  findRecent(sourceOf(examples), parts, { manifest, labels }).examples.map(({ fingerprint }) => fingerprint);

describe('recent is', () => {
  it('a label that was not there when the champion was trained', () => {
    expect(find([example('1', 'labels'), example('2', 'labels')], [example('1', 'labels')])).toEqual(['2']);
  });

  it('a label that says something else of the same text now, and not one that is only spelt otherwise', () => {
    const before = [example('1', 'labels', { country: 'France' }), example('2', 'labels', { variety: 'MERLOT' })];
    expect(find([example('1', 'labels'), example('2', 'labels')], before)).toEqual(['1']);
  });

  it('a label that names a class which the champion does not know, since when it may be there', () => {
    const label = example('1', 'labels', { variety: 'Gamay' });
    expect(find([label], [label])).toEqual(['1']);
  });

  it('a dataset of which the champion has not seen every part; the others are not', () => {
    const parts = [...manifest.training.datasets, part('datasets/shop/2.jsonl.gz')];
    expect(find([example('1', 'shop'), example('2', 'cellar'), example('3', 'v1head')], [], parts)).toEqual(['1']);
  });
});

it('of all examples 5 % are set apart, the same ones whatever their order', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => example(String(at).padStart(4, '0'), 'labels'));
  const setApart = (examples: Example[]) => findRecent(sourceOf(examples), [], { manifest, labels: [] }).setApart;
  expect(setApart(many).size).toBe(150);
  expect(setApart(many.toReversed())).toEqual(setApart(many));
  const [first] = many;
  const known = many.slice(1).map((one) => ({ ...one, source: 'v1head' }));
  expect([...setApart([...known, first!])]).toEqual(['0000']);
});
