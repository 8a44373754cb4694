/**
 * What a function's process may do with files, by Node's permission model: read everything, write only where Lambda lets
 * it, in the folder for temporary files. Modes of files would not bind whoever runs the host as root.
 */
import { relative, resolve } from 'node:path';

/** On Lambda, the only place that can be written to. */
const LAMBDA_TEMPORARY = '/tmp';
/** All else is allowed, as it is on Lambda; --allow-net is of newer Nodes. */
const ALLOWED = ['--allow-addons', '--allow-worker', '--allow-child-process', '--allow-wasi', '--allow-net'];

/** Node's arguments for a function's process. Where its own folder lies in /tmp, that is not to be written to either. */
export function listPermissions(folder: string, temporaryFolder: string): string[] {
  const holdsCode = !relative(LAMBDA_TEMPORARY, resolve(folder)).startsWith('..');
  const writable = [temporaryFolder, ...(holdsCode ? [] : [LAMBDA_TEMPORARY])];
  return [
    '--permission',
    '--allow-fs-read=*',
    ...writable.map((path) => `--allow-fs-write=${path}`),
    ...ALLOWED.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)),
    '--disable-warning=SecurityWarning',
  ];
}
