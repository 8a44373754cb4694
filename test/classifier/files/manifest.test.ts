import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ManifestError, parseManifest } from '../../../classifier/files/manifest.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../../models/starter/manifest.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

test('the manifest of the starter model is accepted', () => {
  expect(parseManifest(manifest).version).toMatch(/^starter-[0-9a-f]{12}$/);
});

test.each([
  ['no object', null, 'not a JSON object'],
  ['another format', { ...manifest, format: 2 }, 'format is 2'],
  ['no version', { ...manifest, version: '' }, '"version"'],
  ['a file without digest', { ...manifest, files: { 'model.onnx': { bytes: 1 } } }, '"files"'],
  ['a target too few', { ...manifest, targets: {} }, '"targets.country"'],
  ['settings that are no numbers', { ...manifest, features: { gramLength: '4' } }, '"features"'],
  ['half a feature', { ...manifest, featureCount: 0.5 }, '"featureCount"'],
])('%s is refused', (_name, json, message) => {
  expect(() => parseManifest(json)).toThrow(ManifestError);
  expect(() => parseManifest(json)).toThrow(message);
});
