import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const HELP = `What needs no running: generated code, types, lint, format, unused code. Some at once; what one of
them complains of is printed whole, and the exit code is 1.`;

if (process.argv.length > 2) {
  console.log(`${HELP}\n\nUsage: npm run check. It takes no arguments.`);
  process.exit(process.argv[2] === '--help' ? 0 : 2);
}

const ROOT = join(import.meta.dirname, '..');

/** The longest ones come first, so that none of them is waited for alone. */
const CHECKS = [
  'tsc -p .',
  'prettier --check --log-level warn .',
  'eslint . --max-warnings 0',
  'oxlint --type-aware --deny-warnings .',
  'graphql-codegen --config codegen.yml --check',
  'test/check-bundles.ts',
  'knip',
  'tsc -p console',
  'tsc -p contract',
  'tsc -p classifier',
  'tsc -p resolvers',
];

async function check(command: string): Promise<boolean> {
  const started = performance.now();
  const [name = '', ...args] = command.split(' ');
  const child = spawn(process.execPath, [join(ROOT, 'launch.cjs'), name, ...args], { cwd: ROOT });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${command}  (${seconds} s)`);
  if (code !== 0) console.log(said.trim());
  return code === 0;
}

async function checkInTurn(queue: string[]): Promise<boolean> {
  let passed = true;
  for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
    passed = (await check(command)) && passed;
  }
  return passed;
}

const queue = [...CHECKS];
const lanes = Array.from({ length: Math.min(4, availableParallelism()) }, () => checkInTurn(queue));
if ((await Promise.all(lanes)).includes(false)) process.exitCode = 1;
