/** The folder in which a host keeps everything: opened by one host at a time, of one format, writable, with room. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { explainFolderFault, HostError } from '../failure.ts';
import { takeLock } from './lock.ts';
import { FILE_MODE, FOLDER_MODE, tighten, tightenTree } from './owner-only.ts';

/**
 * Brings a folder from the format before its own to its own, in place. It may be cut off anywhere and begun anew, so
 * each step must be safe to repeat. Errors: whatever keeps it from that; the folder then stays of the format before.
 */
export type Migration = (path: string) => void;

/** The format of the first host. */
const FIRST_FORMAT = 1;
/**
 * What each format after the first one changed, in order: the second of the list leads to format 3. One is added
 * whenever an older host could misread the folder, or this one an older folder. Tables need none: where the template
 * has given them other indexes, they are rebuilt (dynamodb/rebuild.ts).
 */
const MIGRATIONS: readonly Migration[] = [];
const FORMAT_FILE = 'format.json';
const LOCK_FILE = 'host.lock';
/** LevelDB alone takes some megabytes before the first entry. */
const SPACE_MB_MIN = 64;

/** An open folder, which no other host can open. */
export interface StateFolder {
  path: string;
  /**
   * The absolute path of a folder below it, made when it is first asked for, and its owner's alone from then on.
   * Errors: HostError where it cannot be.
   */
  subfolder: (name: string) => string;
  /** Lets another host in. */
  release: () => void;
}

/**
 * Makes or opens the folder, and brings it to this host's format; with `fresh` empties it first. Errors: HostError that
 * says what to do.
 */
export function openStateFolder(
  path: string,
  fresh: boolean,
  migrations: readonly Migration[] = MIGRATIONS,
): StateFolder {
  try {
    makeFolder(resolve(path));
    closeToOthers(path);
    if (fresh) checkEmptiable(path);
    const release = takeLock(join(path, LOCK_FILE), path);
    try {
      if (fresh) empty(path);
      bringToFormat(path, migrations);
      checkSpace(path);
      return { path, subfolder: (name) => makeSubfolder(path, name), release };
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw explainFolderFault(error, path);
  }
}

/**
 * With its parents, one by one: `recursive` of Node never ends where the file system has no room for folders, as in
 * /proc.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: FOLDER_MODE });
}

function makeSubfolder(path: string, name: string): string {
  const folder = join(path, name);
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    tightenTree(folder);
  } catch (error) {
    throw explainFolderFault(error, path);
  }
  return folder;
}

/** Only what is empty or was made by a host: a folder that holds other things too may be meant for others. */
function closeToOthers(path: string): void {
  const names = readdirSync(path);
  if (names.length > 0 && !names.includes(FORMAT_FILE)) return;
  tighten(path);
  for (const name of names) if (lstatSync(join(path, name)).isFile()) tighten(join(path, name));
}

/** Whatever the name says, only a folder that a host has made is emptied. */
function checkEmptiable(path: string): void {
  if (readdirSync(path).length === 0 || existsSync(join(path, FORMAT_FILE)) || existsSync(join(path, LOCK_FILE)))
    return;
  throw new HostError(
    `${path} was not made by this host, so --fresh will not empty it. Choose another folder with --data.`,
  );
}

function empty(path: string): void {
  for (const name of readdirSync(path))
    if (name !== LOCK_FILE) rmSync(join(path, name), { recursive: true, force: true });
}

function bringToFormat(path: string, migrations: readonly Migration[]): void {
  const file = join(path, FORMAT_FILE);
  const current = FIRST_FORMAT + migrations.length;
  if (!existsSync(file)) {
    if (existsSync(join(path, 'dynamodb'))) throw foreign(path);
    return writeFormat(file, current);
  }
  const found = readFormat(file);
  if (!Number.isInteger(found) || Number(found) < FIRST_FORMAT) throw foreign(path);
  const format = Number(found);
  if (format > current) throw newer(path, format, current);
  for (const [step, migrate] of migrations.slice(format - FIRST_FORMAT).entries()) {
    migrate(path);
    writeFormat(file, format + step + 1);
  }
}

function writeFormat(file: string, format: number): void {
  writeFileSync(`${file}.part`, `${JSON.stringify({ format })}\n`, { mode: FILE_MODE });
  renameSync(`${file}.part`, file);
}

function readFormat(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown } | null)?.format;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function newer(path: string, format: number, current: number): HostError {
  return new HostError(
    `${path} was made by a newer version of this host: it has format ${format}, and this one knows them up to ` +
      `${current}. Run the newer version, start with --fresh to empty the folder, or choose another one with --data.`,
  );
}

function foreign(path: string): HostError {
  return new HostError(
    `${path} was made by another version of this host. ` +
      'Start with --fresh to empty it, or choose another folder with --data.',
  );
}

function checkSpace(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  if ((bavail * bsize) / 1024 ** 2 >= SPACE_MB_MIN) return;
  throw new HostError(
    `Less than ${SPACE_MB_MIN} MB of disk space left for ${path}. Free some, or choose another folder with --data.`,
  );
}
