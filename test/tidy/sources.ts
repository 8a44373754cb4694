import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A file of the repository: its path from the top, with forward slashes, and its text. */
export interface Source {
  path: string;
  text: string;
  /** How large it is; absent where that does not matter. */
  bytes?: number;
}

/** One import or export-from of a file. */
export interface Import {
  specifier: string;
  /** True when only types are taken, so that nothing is left of it at run time. */
  typesOnly: boolean;
}

const root = join(import.meta.dirname, '../..');

/** Every file that git tracks or would track, as text; binary files have an empty text. */
export function readRepository(): Source[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  const paths = [...new Set(listed.toString('utf8').split('\0').filter(Boolean))].sort();
  return paths.flatMap((path) => {
    const bytes = readBytes(path);
    if (bytes === undefined) return [];
    return [{ path, text: bytes.includes(0) ? '' : bytes.toString('utf8'), bytes: bytes.length }];
  });
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(join(root, path));
  } catch {
    return undefined; // deleted in the working tree, still in the index
  }
}

/** What a TypeScript file imports, in order; `import(…)` of a literal counts. */
export function importsOf(source: Source): Import[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({
        specifier: node.moduleSpecifier.text,
        typesOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, typesOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, typesOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The classes that a TypeScript file declares, with what each extends. */
export function classesOf(source: Source): { name: string; extends: string }[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const found: { name: string; extends: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const parent = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword);
      found.push({ name: node.name?.text ?? '(unnamed)', extends: parent?.types[0]?.expression.getText(file) ?? '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
