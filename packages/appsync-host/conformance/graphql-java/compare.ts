/**
 * Holds the host's validation messages against those of graphql-java, which AppSync runs: `queries.json` keeps what it
 * says. Needs Java and Maven, says so where they are missing, and prints a line a version.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApiSchema } from '../../appsync/schema.ts';
import { validateDocument } from '../../appsync/validate/validate.ts';
import { parseQuery } from '../../appsync/request/envelope.ts';

interface Recorded {
  schema: string[];
  cases: { query: string; messages: string[]; host?: string[] }[];
}

/** The recorded one first, then what came after it until messages took another form. */
const VERSIONS = ['9.7', '11.0', '13.0', '15.0', '16.2'];

const FOLDER = import.meta.dirname;
const FILE = join(FOLDER, 'queries.json');

const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
const ours = askHost(recorded);
const mustRecord = process.argv.includes('--record');

function askHost({ schema: sdl, cases }: Recorded): string[][] {
  const schema = buildApiSchema(sdl.join('\n'));
  return cases.map(({ query }) => validateDocument(schema, parseQuery(query), true).map(({ message }) => message));
}

/** By Java's own single-file launch, so that nothing is to be compiled first. */
function askJava({ schema, cases }: Recorded, version: string, folder: string): string[][] {
  const classpathFile = join(folder, version);
  const settings = [`-Dgraphql-java.version=${version}`, `-Dmdep.outputFile=${classpathFile}`];
  const pom = join(FOLDER, 'pom.xml');
  execFileSync('mvn', ['-q', '-B', '-f', pom, ...settings, 'dependency:build-classpath'], { stdio: 'pipe' });
  const input = [schema.join('\n'), ...cases.map(({ query }) => query)].join('\0');
  const classpath = ['-cp', readFileSync(classpathFile, 'utf8')];
  const output = execFileSync('java', [...classpath, join(FOLDER, 'ValidateQueries.java')], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return output.split('\0\n', cases.length).map((text) => text.split('\n').filter((line) => line !== ''));
}

function isMissing(program: string, version: string): boolean {
  return spawnSync(program, [version], { stdio: 'ignore' }).status !== 0;
}

function countAlike(one: string[][], other: string[][]): number {
  return one.filter((messages, at) => JSON.stringify(messages) === JSON.stringify(other[at])).length;
}

/** Queries for which graphql-java says other than recorded. */
function listChanged(theirs: string[][]): string[] {
  const changed = recorded.cases.filter(({ messages }, at) => JSON.stringify(messages) !== JSON.stringify(theirs[at]));
  return changed.map(({ query }) => query);
}

function record(theirs: string[][]): void {
  const cases = recorded.cases.map(({ query }, at) => {
    const [messages = [], host = []] = [theirs[at], ours[at]];
    return { query, messages, ...(JSON.stringify(messages) !== JSON.stringify(host) && { host }) };
  });
  writeFileSync(FILE, `${JSON.stringify({ ...recorded, cases }, null, 2)}\n`);
}

function compare(folder: string): void {
  for (const [at, version] of VERSIONS.entries()) {
    const theirs = askJava(recorded, version, folder);
    console.log(`graphql-java ${version}: ${countAlike(ours, theirs)} of ${ours.length} queries are answered alike`);
    if (at > 0) continue;
    if (mustRecord) record(theirs);
    for (const query of mustRecord ? [] : listChanged(theirs)) {
      console.log(`  not as recorded: ${query}`);
      process.exitCode = 1;
    }
  }
}

if (isMissing('java', '-version') || isMissing('mvn', '--version')) {
  console.log('graphql-java: skipped, since java (17 or newer) and mvn are not both on this machine');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'graphql-java-'));
  try {
    compare(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
