import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const HELP = `Second opinions, for who wants them: the tests of store/ and functions/ against other engines than the
one that npm test takes, what the host says of wrong queries against graphql-java, the states of its alarms against
localemu, and the items that its state machines read from files against ministack. Each is installed on first use,
below node_modules/.cache; what cannot be had here is skipped with a line.
Where CLOUDWATCH_ENDPOINT is set, alarms are held against what answers there. The exit code is 1 where a test fails
that is not known to.`;

if (process.argv.length > 2) {
  console.log(`${HELP}\n\nUsage: npm run conformance. It takes no arguments.`);
  process.exit(process.argv[2] === '--help' ? 0 : 2);
}

const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache/conformance');
const START_MS_MAX = 60_000;

/** An engine that answers as DynamoDB. */
interface Engine {
  name: string;
  /** Why it cannot be had here; undefined where it is installed by now. */
  install: () => Promise<string | undefined>;
  /** The command that runs it. */
  serve: (port: string) => string[];
  /** Full names of the tests in which it is known to differ from the service. */
  differs: readonly string[];
}

const DYNOXIDE = '1.2.1';
const MOTO = '5.2.5';
const LOCALEMU = '1.3.2';
const MINISTACK = '1.5.33';
const dynoxideFolder = join(CACHE, `dynoxide-${DYNOXIDE}`);
const motoFolder = join(CACHE, `moto-${MOTO}`);
const localemuFolder = join(CACHE, `localemu-${LOCALEMU}`);
const ministackFolder = join(CACHE, `ministack-${MINISTACK}`);

const ENGINES: readonly Engine[] = [
  {
    name: `dynoxide ${DYNOXIDE}`,
    install: async () => {
      const [machine, binary] = [`${process.platform}-${process.arch}`, `@dynoxide/linux-x64@${DYNOXIDE}`];
      if (machine !== 'linux-x64') return `there is none for ${machine}`;
      if (existsSync(join(dynoxideFolder, 'node_modules/@dynoxide/linux-x64/dynoxide'))) return undefined;
      const command = ['npm', 'install', '--no-save', '--prefix', dynoxideFolder, binary];
      return (await run(command)) ? undefined : 'npm could not install it';
    },
    serve: (port) => [join(dynoxideFolder, 'node_modules/@dynoxide/linux-x64/dynoxide'), 'serve', '--port', port],
    differs: [],
  },
  {
    name: `moto ${MOTO}`,
    install: async () => {
      if (existsSync(join(motoFolder, 'bin/moto_server'))) return undefined;
      if (!(await run(['python3', '-m', 'venv', motoFolder]))) return 'there is no Python 3 with venv';
      const command = [join(motoFolder, 'bin/pip'), 'install', '--quiet', `moto[server,dynamodb]==${MOTO}`];
      return (await run(command)) ? undefined : 'pip could not install it';
    },
    serve: (port) => [join(motoFolder, 'bin/moto_server'), '--port', port],
    differs: [],
  },
];

/** Whether a command could be run and ended well; what it says is shown only where it did not. */
async function run([name = '', ...args]: string[]): Promise<boolean> {
  const child = spawn(name, args, { cwd: CACHE, stdio: 'ignore' });
  return (await ended(child)) === 0;
}

/** The exit code; undefined where the command does not exist, or was killed. */
function ended(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
}

async function findPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

async function isUp(endpoint: string, deadlineMs: number): Promise<boolean> {
  while (Date.now() < deadlineMs) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return true;
    await setTimeout(100);
  }
  return false;
}

/** What vitest writes with --reporter=json. */
interface Report {
  numPassedTests: number;
  testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[];
}

async function runTests(endpoint: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const file = join(folder, 'report.json');
  const vitest = [
    'launch.cjs',
    'vitest',
    'run',
    'test/store',
    'test/functions',
    '--reporter=json',
    `--outputFile=${file}`,
  ];
  const environment = { ...process.env, DYNAMODB_ENDPOINT: endpoint };
  await ended(spawn(process.execPath, vitest, { cwd: ROOT, env: environment, stdio: 'ignore' }));
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  return report;
}

/** Whether an engine does as it should; prints how many tests say so. */
async function hold(engine: Engine): Promise<boolean> {
  const why = await engine.install();
  if (why !== undefined) return skip(engine.name, why);
  const port = await findPort();
  const [name = '', ...args] = engine.serve(port);
  const child = spawn(name, args, { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    if (!(await isUp(endpoint, Date.now() + START_MS_MAX))) return skip(engine.name, 'it did not start');
    return tell(engine, await runTests(endpoint));
  } finally {
    child.kill();
  }
}

function tell({ name, differs }: Engine, { numPassedTests, testResults }: Report): boolean {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  // A file that fell over as a whole has no tests.
  const lost = testResults
    .filter(({ assertionResults }) => assertionResults.length === 0)
    .map(({ message }) => message);
  console.log(`${name}: ${numPassedTests} passed, ${failed.length + lost.length} failed`);
  for (const one of failed) console.log(`  ${differs.includes(one) ? 'known to differ' : 'FAILED'}: ${one}`);
  for (const one of lost) console.log(`  FAILED: ${one}`);
  return lost.length === 0 && failed.every((one) => differs.includes(one));
}

function skip(name: string, why: string): true {
  console.log(`${name}: skipped, ${why}`);
  return true;
}

async function compareWithGraphqlJava(): Promise<boolean> {
  const script = 'packages/appsync-host/conformance/graphql-java/compare.ts';
  if (!existsSync(join(ROOT, script))) return skip('graphql-java', `${script} is not there`);
  return (await ended(spawn(process.execPath, ['launch.cjs', script], { cwd: ROOT, stdio: 'inherit' }))) === 0;
}

/** The state of alarms by another CloudWatch. */
async function compareAlarms(): Promise<boolean> {
  const { CLOUDWATCH_ENDPOINT: given } = process.env;
  const why = given === undefined ? await installLocalemu() : undefined;
  if (why !== undefined) return skip(`localemu ${LOCALEMU}`, `${why} (CLOUDWATCH_ENDPOINT=URL takes one that runs)`);
  const address = `127.0.0.1:${await findPort()}`;
  const environment = { ...process.env, GATEWAY_LISTEN: address };
  const command = [join(localemuFolder, 'bin/python'), ['-m', 'localemu.runtime.main']] as const;
  const child = given === undefined ? spawn(...command, { stdio: 'ignore', env: environment }) : undefined;
  const endpoint = given ?? `http://${address}`;
  try {
    if (!(await isUp(endpoint, Date.now() + START_MS_MAX))) return skip(endpoint, 'nothing answers there');
    const script = ['launch.cjs', 'packages/appsync-host/conformance/alarms/compare.ts', endpoint];
    return (await ended(spawn(process.execPath, script, { cwd: ROOT, stdio: 'inherit' }))) === 0;
  } finally {
    child?.kill();
  }
}

/** Why localemu cannot be had here; undefined where it is installed by now. */
async function installLocalemu(): Promise<string | undefined> {
  if (existsSync(join(localemuFolder, 'bin/localemu'))) return undefined;
  if (!(await run(['python3.13', '-m', 'venv', localemuFolder]))) return 'there is no python3.13 with venv';
  const command = [join(localemuFolder, 'bin/pip'), 'install', '--quiet', `localemu[runtime]==${LOCALEMU}`];
  return (await run(command)) ? undefined : 'pip could not install it';
}

/** The items of a Distributed Map by another Step Functions. */
async function compareItemReaders(): Promise<boolean> {
  const name = `ministack ${MINISTACK}`;
  const why = await installMinistack();
  if (why !== undefined) return skip(name, why);
  const port = await findPort();
  const env = { ...process.env, GATEWAY_PORT: port, BIND_HOST: '127.0.0.1' };
  const child = spawn(join(ministackFolder, 'bin/ministack'), { stdio: 'ignore', cwd: CACHE, env });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    if (!(await isUp(endpoint, Date.now() + START_MS_MAX))) return skip(name, 'it did not start');
    const script = ['launch.cjs', 'packages/appsync-host/conformance/item-readers/compare.ts', endpoint];
    return (await ended(spawn(process.execPath, script, { cwd: ROOT, stdio: 'inherit' }))) === 0;
  } finally {
    child.kill();
  }
}

/** Why ministack cannot be had here; undefined where it is installed by now. */
async function installMinistack(): Promise<string | undefined> {
  if (existsSync(join(ministackFolder, 'bin/ministack'))) return undefined;
  if (!(await run(['python3', '-m', 'venv', ministackFolder]))) return 'there is no Python 3 with venv';
  const command = [join(ministackFolder, 'bin/pip'), 'install', '--quiet', `ministack==${MINISTACK}`];
  return (await run(command)) ? undefined : 'pip could not install it';
}

mkdirSync(CACHE, { recursive: true });
const results: boolean[] = [];
for (const engine of ENGINES) results.push(await hold(engine));
results.push(await compareWithGraphqlJava(), await compareAlarms(), await compareItemReaders());
if (results.includes(false)) process.exitCode = 1;
