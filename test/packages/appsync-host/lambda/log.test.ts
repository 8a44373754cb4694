import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../../../packages/appsync-host/lambda/log.ts';
import { makeFolder } from '../temporary-folder.ts';

it('a log that grows is set aside while the function runs, over the one before, and no line is torn', async () => {
  const folder = makeFolder();
  const log = openLog(folder, 'Stack-Greet', undefined, 1_000);
  for (let line = 0; line < 1_000; line += 1) log.write(`line ${line}\n`);
  await log.close();
  expect(readdirSync(folder).sort()).toEqual(['Stack-Greet.log', 'Stack-Greet.old.log']);
  const kept = ['Stack-Greet.old.log', 'Stack-Greet.log'].map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(kept.every((text) => text.length <= 1_000)).toBe(true);
  const lines = kept
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.split(' ')[1]));
  expect(lines.at(-1)).toBe(999);
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, at) => 1_000 - lines.length + at));
});

it.skipIf(process.platform === 'win32')('a log is for its owner only', async () => {
  const folder = makeFolder();
  const log = openLog(folder, 'Stack-Greet');
  log.write('a note\n');
  await log.close();
  expect(statSync(join(folder, 'Stack-Greet.log')).mode & 0o777).toBe(0o600);
});
