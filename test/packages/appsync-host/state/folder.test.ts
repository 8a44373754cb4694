import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCredentials } from '../../../../packages/appsync-host/state/credentials.ts';
import { explainFolderFault } from '../../../../packages/appsync-host/failure.ts';
import { openStateFolder } from '../../../../packages/appsync-host/state/folder.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

/** A process id that was in use a moment ago. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('a state folder', () => {
  it('is made, and found again with what is in it', () => {
    const path = join(makeFolder(), 'deep', 'state');
    const { subfolder, release } = openStateFolder(path, false);
    const s3 = subfolder('s3');
    writeFileSync(join(s3, 'kept'), '');
    release();
    openStateFolder(path, false).release();
    expect(existsSync(join(s3, 'kept'))).toBe(true);
  });

  it('is emptied when a fresh one is asked for', () => {
    const path = makeFolder();
    const { subfolder, release } = openStateFolder(path, false);
    const s3 = subfolder('s3');
    writeFileSync(join(s3, 'old'), '');
    writeFileSync(join(path, 'host.json'), '{}');
    release();
    openStateFolder(path, true).release();
    expect(readdirSync(path)).toEqual(['format.json']);
  });

  it('that somebody else made is never emptied', () => {
    const path = makeFolderOf({ 'thesis.txt': 'two years' });
    expect(() => openStateFolder(path, true)).toThrow(/was not made by this host/);
    expect(existsSync(join(path, 'thesis.txt'))).toBe(true);
  });

  it('of another version is refused, until a fresh one is asked for', () => {
    const path = makeFolderOf({ 'format.json': '{"format":0}' });
    expect(() => openStateFolder(path, false)).toThrow(/another version.*--fresh/);
    openStateFolder(path, true).release();
    openStateFolder(path, false).release();
    expect(() => openStateFolder(makeFolderOf({ 'format.json': 'null' }), false)).toThrow(/another version/);
    expect(() => openStateFolder(makeFolderOf({ 'dynamodb/CURRENT': '' }), false)).toThrow(/another version/);
  });

  it('of a newer version is refused, with both formats and what to do', () => {
    const path = makeFolderOf({ 'format.json': '{"format":7}', 'kept.txt': '' });
    expect(() => openStateFolder(path, false)).toThrow(
      /a newer version of this host: it has format 7.*up to 1\. Run the newer version.*--fresh/,
    );
    expect(existsSync(join(path, 'kept.txt'))).toBe(true);
  });

  it('of an older version is brought to the format of this one, step by step, and keeps what is in it', () => {
    const path = makeFolderOf({ 'format.json': '{"format":2}', 'data.txt': 'two' });
    const note = (text: string) => (folder: string) => appendFileSync(join(folder, 'data.txt'), ` ${text}`);
    const failing = (): void => {
      throw new Error('The power went.');
    };
    expect(() => openStateFolder(path, false, [note('never'), note('three'), failing])).toThrow(/power went/);
    expect(JSON.parse(readFileSync(join(path, 'format.json'), 'utf8'))).toEqual({ format: 3 });
    openStateFolder(path, false, [note('never'), note('never'), note('four')]).release();
    expect(readFileSync(join(path, 'data.txt'), 'utf8')).toBe('two three four');
    expect(JSON.parse(readFileSync(join(path, 'format.json'), 'utf8'))).toEqual({ format: 4 });
  });

  it.runIf(process.platform === 'linux')('is refused where the file system makes no folders', () => {
    expect(() => openStateFolder('/proc/terroir/state', false)).toThrow(/Cannot write in .*--data/);
  });

  it('is opened by one host at a time', () => {
    const path = makeFolder();
    const { release } = openStateFolder(path, false);
    expect(() => openStateFolder(path, false)).toThrow(`Another host (process ${process.pid}) uses ${path}`);
    expect(() => openStateFolder(path, true)).toThrow(/Another host/);
    release();
    openStateFolder(path, false).release();
  });

  it('is taken over from a host that is no more', () => {
    const stale = { pid: endedProcess(), began: '1' };
    const path = makeFolderOf({ 'host.lock': JSON.stringify(stale), 'format.json': '{"format":1}' });
    openStateFolder(path, false).release();
    expect(existsSync(join(path, 'host.lock'))).toBe(false);
  });

  it('is taken over when another program has got the process id since', () => {
    const path = makeFolderOf({ 'host.lock': JSON.stringify({ pid: process.ppid, began: '1' }) });
    openStateFolder(path, false).release();
  });

  it('that is a file, or cannot be written, is refused with what to do', () => {
    const file = join(makeFolderOf({ file: '' }), 'file');
    expect(() => openStateFolder(file, false)).toThrow(/is not a folder. Choose another one with --data/);
    expect(() => openStateFolder(join(file, 'below'), false)).toThrow(/is not a folder/);
    const denied = Object.assign(new Error('permission denied'), { code: 'EACCES' });
    expect(explainFolderFault(denied, '.local').message).toMatch(/Cannot write in .local. Make it writable/);
  });

  it('on a full disk is refused with what to do', () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    expect(explainFolderFault(full, '.local').message).toMatch(/No disk space left for .local. Free some/);
  });
});

describe('credentials', () => {
  it('are made once, and readable by their owner only', () => {
    const folder = makeFolder();
    const made = openCredentials(folder);
    expect(openCredentials(folder)).toEqual(made);
    expect(made.tokenKey).toHaveLength(32);
    expect(statSync(join(folder, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(openCredentials(makeFolder())).not.toEqual(made);
  });

  it('that are damaged are not replaced in silence', () => {
    const folder = makeFolderOf({ 'credentials.json': '{"accessKeyId":' });
    expect(() => openCredentials(folder)).toThrow(/is damaged/);
    expect(readFileSync(join(folder, 'credentials.json'), 'utf8')).toBe('{"accessKeyId":');
  });
});
