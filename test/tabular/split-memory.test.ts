import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

interface Told {
  rows: number;
  failure: string | null;
  mb: number;
}

/** What a process of its own makes of a file of so many MB, and how much memory that takes. */
async function splitElsewhere(kind: string, megabytes: number): Promise<Told> {
  const script = fileURLToPath(new URL('./split-endless.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, kind, String(megabytes)]);
  return JSON.parse(stdout) as Told;
}

describe('memory stays steady', () => {
  let usualMb: number;
  beforeAll(async () => void (usualMb = (await splitElsewhere('line', 1)).mb));

  // Whoever held what is skipped would need 300 MB more.
  it.each(['line', 'quoted', 'json', 'value'])('over a row that is far too long: %s', async (kind) => {
    const { rows, failure, mb } = await splitElsewhere(kind, 300);
    expect([rows, failure]).toEqual([3, null]);
    expect(mb).toBeLessThan(usualMb + 130);
  });

  it('over a gzip file that is another size unzipped', async () => {
    const { failure, mb } = await splitElsewhere('bomb', 300);
    expect(failure).toBe('w.csv is more than 200 times as large unzipped. Put it without gzip.');
    expect(mb).toBeLessThan(usualMb + 130);
  });
});
