/** A reason not to start (or to stop) that the reader can act on: one line, no stack. */
export class HostError extends Error {
  override name = 'HostError';
}

/** The system's error code, such as ENOSPC; undefined for everything that is not a system error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('E')) return error.code;
  return systemCode(error.cause);
}

/** Says in one line what went wrong with a folder and what to do; other faults keep their own words. */
export function explainFolderFault(error: unknown, folder: string): HostError {
  if (error instanceof HostError) return error;
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new HostError(`No disk space left for ${folder}. Free some, or choose another folder with --data.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new HostError(`Cannot write in ${folder}. Make it writable, or choose another folder with --data.`);
    case 'EEXIST':
    case 'ENOTDIR':
      return new HostError(`${folder} is not a folder. Choose another one with --data.`);
    default:
      return new HostError(`Cannot use ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
