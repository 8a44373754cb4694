import { describe, expect, it } from 'vitest';
import { api } from '../api/api.ts';
import { spawnNode, TERROIR } from '../cli/spawned.ts';

describe.runIf(api.keysIn !== null && 'folder' in api.keysIn)('terroir console', () => {
  it('puts the console of this release into the bucket of a stack, and tells where AWS would serve it', async () => {
    const folder = api.keysIn !== null && 'folder' in api.keysIn ? api.keysIn.folder : '';
    const { code, output } = await spawnNode([TERROIR, 'console', '--data', folder]).ended;
    expect(output).toMatch(/^\d+ files put; AWS would serve them at https:\/\/\w+\.cloudfront\.net\/$/m);
    expect(code).toBe(0);
  });
});
