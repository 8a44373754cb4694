import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeRelease, listReplacements, type ReleasedTemplate } from './replacements.ts';
import { type Resource, synthesize } from './synthesize.ts';

/*
 * The template of the last release, as npx node test/infra/record-release.ts writes it down when a release is tagged.
 */
const last = JSON.parse(readFileSync(new URL('./last-release.json', import.meta.url), 'utf8')) as ReleasedTemplate;
const next = describeRelease(synthesize().toJSON().Resources as Record<string, Resource>);

/**
 * What this release makes anew or takes away on purpose: each line stands in CHANGELOG.md, and goes when the release is
 * tagged.
 */
const ON_PURPOSE = [
  // Both are made for the alias, under other ids, before they go for the function.
  'AuthorizerFunctionDefaultappsync0A883316 (AWS::Lambda::Permission) is gone.',
  'TrainFunctionEventInvokeConfig8228A2C6 (AWS::Lambda::EventInvokeConfig) is gone.',
];

describe('the template beside that of the last release', () => {
  it('makes nothing anew and takes nothing away but what is told', () => {
    expect(listReplacements(last, next)).toEqual(ON_PURPOSE);
  });

  it('still has every resolver, table and bucket by the ids of then', () => {
    for (const [id, { type }] of Object.entries(last)) {
      if (/::(Resolver|GlobalTable|Bucket|GraphQLApi)$/.test(type)) expect(next[id]?.type, id).toBe(type);
    }
  });

  it.each<[string, (changed: ReleasedTemplate, id: string) => void, RegExp]>([
    ['GlobalTable', (changed, id) => (changed[id]!.fixed = { KeySchema: [] }), /made anew, because of KeySchema\.$/],
    ['Resolver', (changed, id) => delete changed[id], /^\w+ \(AWS::AppSync::Resolver\) is gone\.$/],
    ['DataSource', (changed, id) => Object.assign(changed[id]!.fixed!, { Name: 'other' }), /because of Name\.$/],
    ['Function', (changed, id) => (changed[id]!.type = 'AWS::Lambda::Url'), /it was AWS::Lambda::Function, and is/],
  ])('would tell of a %s', (type, change, sentence) => {
    const changed = structuredClone(last);
    const id = Object.keys(last).find((one) => last[one]!.type.endsWith(`::${type}`))!;
    change(changed, id);
    expect(listReplacements(last, changed)).toEqual([expect.stringMatching(sentence)]);
  });

  it('is held against the versions of functions without the hash that each release has', () => {
    expect(Object.keys(next).filter((id) => id.includes('CurrentVersion'))).toHaveLength(6);
    for (const id of Object.keys(next)) expect(id).not.toMatch(/CurrentVersion\w{40}$/);
  });
});
