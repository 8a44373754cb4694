import { writeFileSync } from 'node:fs';
import { describeRelease } from './replacements.ts';
import { type Resource, synthesize } from './synthesize.ts';

// Writes down the template as the one of the last release: run once for each release, when it is tagged.
const resources = synthesize().toJSON().Resources as Record<string, Resource>;
writeFileSync(
  new URL('./last-release.json', import.meta.url),
  `${JSON.stringify(describeRelease(resources), null, 2)}\n`,
);
