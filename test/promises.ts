import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { PROMISES, type Promised } from './promises/list.ts';
import { createReporter, type Tried } from './promises/reporter.ts';

const HELP = `Tries every promise of docs/RELIABILITY.md by the tests whose names begin with its number, and prints
the table with what was measured. Exits with 1 where one is broken or was not tried. Usage:

  npm run promises -- [--only R5,R6] [--long] [--write]

  --only NUMBERS   these promises alone
  --long           also what takes many minutes
  --write          writes the table into docs/RELIABILITY.md`;

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/RELIABILITY.md');
const BEGIN = '<!-- promises: written by npm run promises -- --write -->\n<!-- prettier-ignore-start -->';
const END = '<!-- prettier-ignore-end -->\n<!-- end of promises -->';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await tryAll(choose(values.only));

function choose(only: string | undefined): readonly Promised[] {
  if (only === undefined) return PROMISES;
  return only.split(',').map((number) => {
    const found = PROMISES.find((promised) => promised.number === number);
    if (found) return found;
    console.error(`There is no promise ${number}; there are ${PROMISES.map((one) => one.number).join(', ')}.`);
    process.exit(2);
  });
}

async function tryAll(promises: readonly Promised[]): Promise<void> {
  const { reporter, tried, broken } = createReporter();
  const numbers = promises.map(({ number }) => number).join('|');
  const vitest = await startVitest('test', [], {
    root: ROOT,
    watch: false,
    testNamePattern: `\\b(${numbers}): `,
    reporters: [reporter],
    passWithNoTests: true,
  });
  await vitest.close();
  const rows = promises.map((promised) => rowOf(promised, tried.get(promised.number)));
  const table = formatTable(rows.map(({ cells }) => cells));
  console.log(table);
  for (const line of broken) console.log(`\nNot run: ${line}`);
  if (values.write) writeTable(table);
  process.exit(broken.length > 0 || rows.some(({ isKept }) => !isKept) ? 1 : 0);
}

function rowOf({ number, says, long }: Promised, tried: Tried | undefined): { cells: string[]; isKept: boolean } {
  const { passed = 0, failed = [], figures = [] } = tried ?? {};
  const lasted = long && values.long ? runForLong(long) : undefined;
  const isKept = failed.length === 0 && (passed > 0 || long !== undefined) && lasted !== false;
  const verdict = !isKept ? 'BROKEN' : passed > 0 || lasted ? 'kept' : 'tried with --long only';
  for (const name of failed) console.log(`${number} is broken: ${name}`);
  if (!isKept && failed.length === 0 && lasted !== false) console.log(`${number} is tried by no test.`);
  return { cells: [number, says, verdict, String(passed + failed.length), figures.join('; ')], isKept };
}

function runForLong(args: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'launch.cjs'), ...args], { cwd: ROOT, stdio: 'inherit' });
  return status === 0;
}

function formatTable(rows: readonly string[][]): string {
  const head = ['', 'Promise', '', 'Tests', 'Measured'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

function writeTable(table: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${PAGE} has no ${BEGIN} … ${END}.`);
  writeFileSync(PAGE, `${page.slice(0, before + BEGIN.length)}\n\n${table}\n\n${page.slice(after)}`);
}
