import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findSecrets } from './tidy/secrets.ts';

/*
 * Looks for secrets in all that was ever committed on the way to HEAD: each line that a commit added. What was taken
 * out later is still there for whoever clones. The working tree is looked at by test/tidy.test.ts, with the same
 * patterns.
 */

/** A private key begins on one line and goes on in the next. */
const LINES_TOGETHER = 2;

const LOG = ['log', '--patch', '--no-color', '--no-ext-diff', '--unified=0', '--format=commit %h', 'HEAD'];
const git = spawn('git', LOG, { stdio: ['ignore', 'pipe', 'inherit'] });
const ended = new Promise<number | null>((resolve) => git.on('close', resolve));
const found = new Set<string>();
let [commit, path, lines, commits] = ['', '', 0, 0];
let last: string[] = [];
for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) {
  if (line.startsWith('commit ')) {
    [commit, last] = [line.slice('commit '.length), []];
    commits += 1;
  } else if (line.startsWith('+++ ')) {
    [path, last] = [line.slice('+++ b/'.length), []];
  } else if (line.startsWith('+')) {
    lines += 1;
    last = [...last, line.slice(1)].slice(-LINES_TOGETHER);
    for (const { kind } of findSecrets(last.join('\n'))) found.add(`${commit} ${path}: ${kind}`);
  }
}
if ((await ended) !== 0) throw new Error('git log has failed: see above.');
for (const one of found) console.log(one);
console.log(`${commits} commits, ${lines} lines added, ${found.size} with the form of a secret`);
if (found.size > 0) process.exitCode = 1;
const isShallow = execFileSync('git', ['rev-parse', '--is-shallow-repository'], { encoding: 'utf8' }).trim() === 'true';
if (isShallow) console.log('This clone has a part of the history alone: git fetch --unshallow brings the rest.');
