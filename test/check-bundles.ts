import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT_FIELDS, STEPS } from '../contract/root-fields.ts';
import { ROOT } from '../infra/bundle.ts';
import { bundleResolver } from '../infra/bundle-resolver.ts';

/*
 * Holds every resolver as it is deployed against the compiler, as plain JavaScript: AppSync does that, too, and
 * refuses a deployment without saying where (aws/aws-appsync-community#276, #334). Of a bundle the compiler infers
 * types by itself, so that what is right in TypeScript need not be: there `never` is inferred of no function
 * declaration.
 */

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  // The defaults of a compiler that is told nothing; of a parameter without a type it knows nothing either.
  strict: false,
  noEmit: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts'],
  types: [],
  skipLibCheck: true,
};

const codes = new Set([
  ...Object.entries(ROOT_FIELDS).map(([field, { code = field }]) => code),
  ...Object.entries(STEPS).map(([step, { code = `steps/${step}` }]) => code),
]);

// Within node_modules, so that `@aws-appsync/utils` is found from there.
const folder = join(ROOT, 'node_modules/.cache/resolvers');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = [...codes].map((code) => {
  const file = join(folder, `${code.replace('/', '.')}.js`);
  writeFileSync(file, bundleResolver(code));
  return file;
});
// What APPSYNC_JS has beyond the language.
const globals = join(folder, 'globals.d.ts');
writeFileSync(globals, 'declare const console: Record<"log" | "error", (...values: unknown[]) => void>;\n');
const program = ts.createProgram([...files, globals], OPTIONS);
const found = ts.getPreEmitDiagnostics(program).filter(({ file }) => file && files.includes(file.fileName));
for (const { file, start = 0, code, messageText } of found) {
  const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
  const place = `${file?.fileName.slice(folder.length + 1) ?? ''}:${line + 1}:${character + 1}`;
  console.log(`${place}: TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}
console.log(`${files.length} bundles, ${found.length} errors`);
if (found.length > 0) process.exitCode = 1;
