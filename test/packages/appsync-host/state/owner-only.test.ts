import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStateFolder } from '../../../../packages/appsync-host/state/folder.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** A folder as an older host left it: everybody may read. */
function makeOpenFolder(): string {
  const path = makeFolderOf({
    'format.json': '{"format":1}',
    'host.json': '{"key":"k"}',
    'dynamodb/000003.log': 'a note',
    's3/bucket/1.bytes': 'a model',
  });
  for (const folder of [path, join(path, 'dynamodb'), join(path, 's3'), join(path, 's3/bucket')])
    chmodSync(folder, 0o755);
  for (const file of ['host.json', 'dynamodb/000003.log', 's3/bucket/1.bytes']) chmodSync(join(path, file), 0o644);
  return path;
}

describe.skipIf(process.platform === 'win32')('a state folder', () => {
  it('and all that is in it is for its owner only', () => {
    const path = join(makeFolder(), 'deep', 'state');
    const { subfolder, release } = openStateFolder(path, false);
    const made = [path, subfolder('dynamodb'), ...readdirSync(path).map((name) => join(path, name))];
    expect(made.map(modeOf).filter((mode) => !['700', '600'].includes(mode))).toEqual([]);
    release();
  });

  it('that an older host left open is closed to others at the next start', () => {
    const path = makeOpenFolder();
    const { subfolder, release } = openStateFolder(path, false);
    subfolder('dynamodb');
    subfolder('s3');
    const paths = ['', 'dynamodb', 's3', 's3/bucket', 'host.json', 'dynamodb/000003.log', 's3/bucket/1.bytes'];
    expect(paths.map((one) => modeOf(join(path, one)))).toEqual(['700', '700', '700', '700', '600', '600', '600']);
    release();
  });

  it('is left as it is where it holds what the host has not made, and so is what links lead to', () => {
    const path = makeFolderOf({ 'thesis.txt': 'two years' });
    chmodSync(path, 0o755);
    chmodSync(join(path, 'thesis.txt'), 0o644);
    mkdirSync(join(path, 's3'));
    symlinkSync(join(path, 'thesis.txt'), join(path, 's3', 'link'));
    const { subfolder, release } = openStateFolder(path, false);
    subfolder('s3');
    expect([path, join(path, 'thesis.txt')].map(modeOf)).toEqual(['755', '644']);
    release();
  });

  it('that everybody shares stays shared', () => {
    const path = makeFolder();
    writeFileSync(join(path, 'format.json'), '{"format":1}');
    chmodSync(path, 0o1777);
    openStateFolder(path, false).release();
    expect(modeOf(path)).toBe('777');
  });
});
