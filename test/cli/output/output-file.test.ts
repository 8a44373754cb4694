import { execFileSync, spawn } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutput, refuseExisting, refuseUnreplaceable } from '../../../cli/output/output-file.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
beforeEach(async () => void (stage = await setStage()));
afterEach(() => stage.clear());

const at = (name: string): string => join(stage.folder, name);
const read = (name: string): Promise<string> => readFile(at(name), 'utf8');

async function put(path: string, content: string, end: 'keep' | 'leaveOut' = 'keep'): Promise<void> {
  const file = await openOutput(path);
  try {
    await file.write(content);
    await file[end]();
  } finally {
    await file.discard();
  }
}

/** Makes a null device of the test's own; false where that is not permitted. */
function makeDevice(path: string): boolean {
  try {
    execFileSync('mknod', [path, 'c', '1', '3'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write('Skipped: a device cannot be made here (mknod needs root).\n');
    return false;
  }
}

describe('a file', () => {
  it('is there when it is kept, and replaces what was there', async () => {
    await writeFile(at('a.csv'), 'old');
    const file = await openOutput(at('a.csv'));
    await file.write('new');
    expect(await read('a.csv')).toBe('old');
    await file.keep();
    await file.discard();
    expect(await read('a.csv')).toBe('new');
    expect(await readdir(stage.folder)).toEqual(['a.csv']);
  });

  it('leaves nothing where it is discarded or left out', async () => {
    await writeFile(at('old.csv'), 'old');
    await put(at('old.csv'), 'new', 'leaveOut');
    const file = await openOutput(at('a.csv'));
    await file.discard();
    expect(await readdir(stage.folder)).toEqual([]);
  });
});

describe('a device', () => {
  it.each(['keep', 'leaveOut'] as const)('is written to, and neither replaced nor deleted: %s', async (end) => {
    if (!makeDevice(at('null'))) return;
    await refuseExisting(at('null'));
    await put(at('null'), 'text', end);
    expect((await stat(at('null'))).isCharacterDevice()).toBe(true);
    expect(await readdir(stage.folder)).toEqual(['null']);
  });

  it('behind a link is written to as well', async () => {
    if (!makeDevice(at('null'))) return;
    await symlink('null', at('link'));
    await put(at('link'), 'text');
    await put(at('link'), 'text', 'leaveOut');
    expect(await readlink(at('link'))).toBe('null');
    expect((await stat(at('link'))).isCharacterDevice()).toBe(true);
  });
});

describe('a link', () => {
  it('stays, and what it leads to takes the text', async () => {
    await writeFile(at('target.csv'), 'something long that was there');
    await symlink('target.csv', at('link.csv'));
    const before = await stat(at('target.csv'));
    await put(at('link.csv'), 'new');
    expect([await readlink(at('link.csv')), await read('target.csv')]).toEqual(['target.csv', 'new']);
    expect((await stat(at('target.csv'))).ino).toBe(before.ino);
    await put(at('link.csv'), 'no text', 'leaveOut');
    expect(await read('target.csv')).toBe('');
  });

  it('that leads nowhere makes the file there', async () => {
    await symlink('later.csv', at('link.csv'));
    await put(at('link.csv'), 'new');
    expect([await readlink(at('link.csv')), await read('later.csv')]).toEqual(['later.csv', 'new']);
  });

  it('to a file needs --force as the file does', async () => {
    await writeFile(at('target.csv'), 'old');
    await symlink('target.csv', at('link.csv'));
    await expect(refuseExisting(at('link.csv'))).rejects.toThrow(/link\.csv exists\. .*--force/);
  });
});

describe('a place that a command would replace whole', () => {
  it('is a regular file, or nothing: no device, no link, no folder', async () => {
    await writeFile(at('answers.csv'), '');
    await refuseUnreplaceable(at('answers.csv'));
    await refuseUnreplaceable(at('none.csv'));
    await symlink('answers.csv', at('link.csv'));
    await expect(refuseUnreplaceable(at('link.csv'))).rejects.toThrow('is no regular file, and cannot be replaced.');
    await expect(refuseUnreplaceable(stage.folder)).rejects.toThrow(
      'is a folder, and cannot be replaced. Name a file.',
    );
    if (!makeDevice(at('null'))) return;
    await expect(refuseUnreplaceable(at('null'))).rejects.toThrow('is no regular file');
  });
});

describe('a pipe', () => {
  it('brings all of the text to its reader, once it is whole', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const long = 'plum and oak\n'.repeat(50_000);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const received = text(reader.stdout);
    // The reader waits for a writer, and the writer is refused without a reader.
    const write = (): Promise<void> =>
      put(at('pipe'), long).catch((error: Error) => {
        if (!error.message.includes('nobody reads')) throw error;
        return new Promise<void>((resolve) => setImmediate(resolve)).then(write);
      });
    await write();
    expect(await received).toBe(long);
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
  });

  it('that nobody reads is refused with a sentence, and is no hang', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    await expect(openOutput(at('pipe'))).rejects.toThrow(
      /pipe is a pipe that nobody reads\. Start its reader first\.$/,
    );
  });
});

it('a folder, and a place that is not there, are refused before anything is done', async () => {
  await mkdir(at('folder'));
  await expect(openOutput(at('folder'))).rejects.toThrow(
    /is a folder, and cannot be written\. Choose another place\.$/,
  );
  await expect(openOutput(at('no/where.csv'))).rejects.toThrow(/where\.csv cannot be written \(ENOENT/);
});
