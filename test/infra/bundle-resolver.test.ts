import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleResolver } from '../../infra/bundle-resolver.ts';
import { ROOT } from '../../infra/bundle.ts';

/** What AppSync takes. */
const BYTES_MAX = 32 * 1024;
/** Resolvers of a field, and steps of pipelines. */
const NAMES = ['', 'steps/'].flatMap((folder) =>
  readdirSync(join(ROOT, 'resolvers', folder)).flatMap((file) => {
    const [, name] = (folder === '' ? /^([A-Z]\w+\.\w+)\.ts$/ : /^(\w+)\.ts$/).exec(file) ?? [];
    return name === undefined ? [] : [folder + name];
  }),
);
const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\n$/;

/** What is known of a bundle's way back to its source. */
function readMap(code: string): { sources: string[]; mappings: string; sourcesContent?: unknown } | undefined {
  const [, map] = MAP.exec(code) ?? [];
  return map === undefined
    ? undefined
    : (JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[]; mappings: string });
}

it('the bundle of a resolver leads back to its source, by paths within this project alone', () => {
  const map = readMap(bundleResolver('Query.prediction'));
  expect(map?.mappings).not.toBe('');
  expect(map?.sources).toContain('resolvers/Query.prediction.ts');
  for (const source of map?.sources ?? []) expect(source).toMatch(/^(resolvers|contract|generated|classifier)\//);
  expect(map).not.toHaveProperty('sourcesContent');
});

it('every bundle does where AppSync has room for it, and none has more bytes than that takes', () => {
  expect(NAMES.length).toBeGreaterThan(20);
  const bundles = NAMES.map((name) => ({ name, code: bundleResolver(name) }));
  for (const { name, code } of bundles) expect(Buffer.byteLength(code), name).toBeLessThanOrEqual(BYTES_MAX);
  const without = bundles.filter(({ code }) => readMap(code) === undefined);
  // A map has at least a third of what it leads back from.
  for (const { name, code } of without) expect(Buffer.byteLength(code), name).toBeGreaterThan((BYTES_MAX * 2) / 5);
});
