import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runForJson } from '../children/child.ts';
import { ROOT } from '../places.ts';

/** A Python interpreter that has what the peers need, and the versions of that. */
export interface Peers {
  python: string;
  versions: Record<string, string>;
}

/** The commands that get what the peers need. */
export const ADVICE = [
  'python3 -m venv node_modules/.cache/peers',
  'node_modules/.cache/peers/bin/pip install -r bench/peers/requirements.txt',
].join(' && ');

const VERSIONS_IN_PYTHON = `
import importlib.metadata, json, platform, sys
versions = {name: importlib.metadata.version(name) for name in sys.argv[1:]}
print(json.dumps({"python": platform.python_version(), **versions}))`;

/** The path of a file of bench/peers/. */
export function peerFile(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** Looks for an interpreter with the pinned packages: the one given, that of ADVICE, or the machine's own. */
export async function findPeers(given: string | undefined): Promise<Peers | undefined> {
  const pinned = readFileSync(peerFile('requirements.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('=='));
  const names = pinned.map(([name = '']) => name);
  const own = fileURLToPath(new URL('node_modules/.cache/peers/bin/python', ROOT));
  for (const python of given === undefined ? [own, 'python3'] : [given]) {
    const versions = await runForJson(python, ['-c', VERSIONS_IN_PYTHON, ...names]).catch(() => undefined);
    if (!isVersions(versions)) continue;
    if (pinned.every(([name = '', version]) => versions[name] === version)) return { python, versions };
  }
  return undefined;
}

function isVersions(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null;
}
