import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const linesOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe.each(workflows)('the workflow $name', ({ text }) => {
  it('pins every action by the hash of a commit, and says which version that is', () => {
    const used = linesOf(text, /\buses: (.*)$/gm);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    // One action is one version everywhere.
    const versions = new Map(used.map((action) => [action.split('@')[0], action]));
    expect(new Set(used).size).toBe(versions.size);
  });

  it('may read the repository and nothing else, and keeps no credentials', () => {
    expect(linesOf(text, /^ *permissions:(.*(?:\n +\S.*)*)/gm)).toEqual(['\n  contents: read']);
    expect(text.match(/persist-credentials: false/g)).toHaveLength(text.match(/actions\/checkout@/g)!.length);
    expect(text).not.toMatch(/secrets\.|pull_request_target|id-token/);
  });

  it('lets nobody else’s words into a shell', () => {
    for (const command of linesOf(text, /\brun: (.*)$/gm)) expect(command).not.toContain('${{');
  });

  it('ends by itself', () => {
    const jobs = text.match(/^ {2}[a-z]+:\n {4}runs-on: [a-z]+-\d/gm) ?? [];
    expect(jobs.length).toBeGreaterThan(0);
    expect(text.match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(jobs.length);
  });
});

describe('continuous integration', () => {
  it('runs the command of README.md, and everything', () => {
    const { text } = workflows.find(({ name }) => name === 'ci.yml')!;
    const [readme] = linesOf(readFileSync(join(root, 'README.md'), 'utf8'), /^ {4}(npm ci && npm test)$/gm);
    expect(linesOf(text, /\brun: (.*)$/gm)).toEqual([readme, '.ci/run']);
  });
});
