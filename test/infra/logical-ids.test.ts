import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stableIdOf, synthesize } from './synthesize.ts';

/*
 * A logical id is what CloudFormation knows a resource by: under another one it is made anew, and a table is empty. The
 * list is what has been deployed. Something new is added to it; a line that goes takes what it names out of every
 * deployment, and a line that changes does both: think twice, and say so in CHANGELOG.md.
 */
const FROZEN = JSON.parse(readFileSync(new URL('./logical-ids.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

it('every resource has the logical id that it was deployed by', { timeout: 60_000 }, () => {
  const resources = synthesize().toJSON().Resources as Record<string, { Type: string }>;
  const ids = Object.entries(resources).map(([id, { Type }]) => [stableIdOf(id), Type] as const);
  expect(Object.fromEntries(ids.sort(([one], [other]) => (one < other ? -1 : 1)))).toEqual(FROZEN);
});

it('the runbook names every table and bucket that outlives its stack, and no other, for the way back', () => {
  const runbook = readFileSync(new URL('../../docs/RUNBOOK.md', import.meta.url), 'utf8');
  const named = [...runbook.matchAll(/"(\w+)": \{ "(?:Table|Bucket)Name"/g)].map(([, id]) => id);
  const kept = Object.entries(FROZEN).filter(([, type]) => /::(GlobalTable|Bucket)$/.test(type));
  expect(named.sort()).toEqual(kept.map(([id]) => id).sort());
});
