/**
 * Makes dist/, which npm packs: the host as plain JavaScript, file by file, and the types of what can be imported. Node
 * runs TypeScript as it stands, but not below node_modules/, where an installed package is.
 */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const FOLDER = import.meta.dirname;
const DIST = join(FOLDER, 'dist');
/** What `exports` of package.json names. */
const EXPORTED = ['host', 'resolver/evaluate'];
/** What is started by its path: by a user, in a process or in a thread of its own. */
const STARTED = ['main', 'cloudwatch/thread', 'dynamodb/engine', 'lambda/bootstrap', 'batch/leash'];
/** Declares the types of a dependency: nothing of it is left at run time. */
const DECLARED = ['dynamodb/dynalite-module'];

rmSync(DIST, { recursive: true, force: true });
const emitted = compile();
const typed = followTypes(EXPORTED.map((name) => join(DIST, `${name}.d.ts`)));
for (const [path, text] of emitted) {
  if (path.endsWith('.d.ts') ? typed.has(path) : !DECLARED.some((name) => path === join(DIST, `${name}.js`))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.js') ? withoutComments(text) : text);
  }
}
chmodSync(join(DIST, 'main.js'), 0o755);
copyFileSync(join(FOLDER, 'appsync.graphql'), join(DIST, 'appsync.graphql'));
copyFileSync(join(FOLDER, '../../LICENSE'), join(FOLDER, 'LICENSE'));

/** Every file of dist/ that the compiler makes, by its absolute path. Errors: Error with the compiler's own words. */
function compile(): Map<string, string> {
  const changes = {
    noEmit: false,
    // Types are for `npm run check`.
    noCheck: true,
    declaration: true,
    outDir: DIST,
    rootDir: FOLDER,
    rewriteRelativeImportExtensions: true,
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault: ts.Diagnostic) => complain([fault]) };
  const config = ts.getParsedCommandLineOfConfigFile(join(FOLDER, '../../tsconfig.json'), changes, host);
  const roots = [...EXPORTED, ...STARTED, ...DECLARED].map((name) => join(FOLDER, `${name}.ts`));
  const program = ts.createProgram(roots, config?.options ?? {});
  const files = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => files.set(path, renameImports(path, text)));
  complain([...program.getSyntacticDiagnostics(), ...diagnostics]);
  return files;
}

/** What comments tell is told by the types, and by the sources; they are a seventh of what would be packed. */
function withoutComments(text: string): string {
  const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

/** The compiler leaves `./host.ts` as it is in declarations, though there it is `./host.js` that users import. */
function renameImports(path: string, text: string): string {
  return path.endsWith('.d.ts') ? text.replace(/(from '\.[^']*)\.ts'/g, "$1.js'") : text;
}

/** These declarations and all that they import. */
function followTypes(paths: readonly string[], found = new Set<string>()): Set<string> {
  for (const path of paths.filter((one) => !found.has(one))) {
    found.add(path);
    const imports = (emitted.get(path) ?? '').matchAll(/from '(\.[^']*)\.js'/g);
    followTypes(
      [...imports].map(([, name = '']) => join(dirname(path), `${name}.d.ts`)),
      found,
    );
  }
  return found;
}

function complain(faults: readonly ts.Diagnostic[]): void {
  if (faults.length === 0) return;
  const place = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => FOLDER,
    getNewLine: () => '\n',
  };
  throw new Error(ts.formatDiagnostics(faults, place));
}
