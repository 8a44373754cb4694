import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ManifestError, parseManifest } from '../../../classifier/files/manifest.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../../models/starter/manifest.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

function calibratedBy(calibration: unknown): unknown {
  const targets = manifest['targets'] as Record<string, object>;
  return { ...targets, country: { ...targets['country'], calibration } };
}

test('the manifest of the starter model is accepted', () => {
  expect(parseManifest(manifest).version).toMatch(/^starter-[0-9a-f]{12}$/);
});

test('a manifest of format 1 is read: a temperature a regime becomes a slope for each set of fields', () => {
  const targets = structuredClone(manifest['targets']) as Record<string, Record<string, unknown>>;
  for (const target of Object.values(targets)) {
    delete target['calibration'];
    target['temperatures'] = { note: 2, noteAndNumbers: 4, everything: 5 };
  }
  const { country } = parseManifest({ ...manifest, format: 1, targets }).targets;
  expect(country.calibration['description']).toEqual({ slope: 1 / 2, prior: 0 });
  expect(country.calibration['description+price']).toEqual({ slope: 1 / 4, prior: 0 });
  expect(country.calibration['winery']).toEqual({ slope: 1 / 5, prior: 0 });
  expect(() => parseManifest({ ...manifest, format: 1 })).toThrow('"targets.country"');
});

test('a manifest of format 2, which has no curves, is read; one of curves is none', () => {
  const targets = structuredClone(parseManifest(manifest).targets);
  for (const { calibration } of Object.values(targets)) {
    for (const one of Object.values(calibration)) delete one.curve;
  }
  const read = parseManifest({ ...manifest, format: 2, targets });
  expect(read.format).toBe(3);
  expect(read.targets).toEqual(targets);
  expect(() => parseManifest({ ...manifest, format: 2 })).toThrow('curve must not be there');
});

test('a manifest without a baseline is read, and so is one whose baseline has bins that are not known yet', () => {
  const { baseline, ...without } = manifest;
  expect(baseline).toBeDefined();
  expect(parseManifest(without).baseline).toBeUndefined();
  expect(parseManifest({ ...manifest, baseline: { edition: 2, bins: { colour: [1] } } }).version).toBeDefined();
});

test.each([
  ['no object', null, 'not a JSON object'],
  ['another format', { ...manifest, format: 4 }, 'format is 4; this code reads 1, 2 and 3'],
  ['no version', { ...manifest, version: '' }, '"version"'],
  ['a file without digest', { ...manifest, files: { 'model.onnx': { bytes: 1 } } }, '"files"'],
  ['a target too few', { ...manifest, targets: {} }, '"targets.country"'],
  [
    'a calibration of no numbers',
    { ...manifest, targets: calibratedBy({ description: { slope: 0, prior: 0 } }) },
    '"targets.country"',
  ],
  ['settings that are no numbers', { ...manifest, features: { gramLength: '4' } }, '"features"'],
  ['half a feature', { ...manifest, featureCount: 0.5 }, '"featureCount"'],
])('%s is refused', (_name, json, message) => {
  expect(() => parseManifest(json)).toThrow(ManifestError);
  expect(() => parseManifest(json)).toThrow(message);
});
