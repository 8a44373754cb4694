import { parse, type AnyNode, type Program } from 'acorn';
import { CodeError, type CodeFinding } from './error.ts';
import { complainAbout } from './rules.ts';
import { walk, type FunctionNode } from './scope.ts';
import type { Locate } from './source-map.ts';

/** What the service takes as one resolver's or function's code, in UTF-8 bytes. */
const CODE_BYTES_MAX = 32_768;

/** The names that each module exports; a module with none is AppSync's but not this host's. */
export type ModuleNames = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Parses a bundle and refuses it as the service does at deployment.
 * Errors: CodeError with every finding, each at its place in the TypeScript source.
 */
export function parseCode(code: string, modules: ModuleNames, locate: Locate): Program {
  const findings: CodeFinding[] = [];
  const report: Report = (node, complaint) => findings.push(createFinding(node, complaint, locate));
  const program = parseModule(code, locate);
  checkSize(code, program, report);
  checkImports(program, modules, report);
  checkExports(program, report);
  checkSyntax(program, report);
  if (findings.length > 0) throw new CodeError(findings);
  return program;
}

type Report = (node: AnyNode, complaint: string) => void;

function createFinding(node: AnyNode, complaint: string, locate: Locate): CodeFinding {
  const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
  const place = locate(line, column + 1);
  return {
    errorType: 'LINT_ERROR',
    value: `${place.file}(${place.line},${place.column}): error: ${complaint}.`,
    location: { ...place, span: node.end - node.start },
  };
}

function parseModule(code: string, locate: Locate): Program {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const place = locate(line, column + 1);
    const value = `${place.file}(${place.line},${place.column}): error: ${error.message}.`;
    throw new CodeError([{ errorType: 'PARSER_ERROR', value, location: { ...place, span: 1 } }]);
  }
}

function checkSize(code: string, program: Program, report: Report): void {
  const bytes = Buffer.byteLength(code);
  if (bytes > CODE_BYTES_MAX) report(program, `the code has ${bytes} bytes, more than the ${CODE_BYTES_MAX} allowed`);
}

function checkImports(program: Program, modules: ModuleNames, report: Report): void {
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const source = String(statement.source.value);
    const names = modules.get(source);
    if (names === undefined) report(statement, `cannot find module '${source}'`);
    else if (names.size === 0) report(statement, `'${source}' is not supported by this local host`);
    else
      for (const one of statement.specifiers) {
        const name = one.type === 'ImportSpecifier' ? nameOf(one.imported) : 'default';
        if (one.type !== 'ImportNamespaceSpecifier' && !names.has(name)) {
          report(one, `module '${source}' has no exported member '${name}'`);
        }
      }
  }
}

function nameOf(node: AnyNode): string {
  return node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '';
}

function checkExports(program: Program, report: Report): void {
  const names = new Set(exportedNames(program).keys());
  for (const name of ['request', 'response']) {
    if (!names.has(name)) report(program, `the code must export a function '${name}'`);
  }
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') report(statement, 'export * is not supported');
    if (statement.type === 'ExportDefaultDeclaration') report(statement, 'export default is not supported');
  }
}

/** What a module exports, by exported name: the name it has inside. */
export function exportedNames(program: Program): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const one of statement.specifiers) names.set(nameOf(one.exported), nameOf(one.local));
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration') names.set(declaration.id.name, declaration.id.name);
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.set(id.name, id.name);
    }
  }
  return names;
}

function checkSyntax(program: Program, report: Report): void {
  const calls = new Map<AnyNode, Set<AnyNode>>();
  walk(program, (at) => {
    complainAbout(at, report);
    const { node, functions, resolve } = at;
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return;
    const called = resolve(node.callee.name);
    if (called?.kind === 'function') for (const caller of functions) addCall(calls, caller, called.node);
  });
  for (const [caller] of calls) {
    if (reaches(caller, caller, calls, new Set())) report(caller, 'recursion is not supported');
  }
}

function addCall(calls: Map<AnyNode, Set<AnyNode>>, caller: FunctionNode, called: AnyNode): void {
  const known = calls.get(caller) ?? new Set();
  calls.set(caller, known.add(called));
}

function reaches(from: AnyNode, target: AnyNode, calls: Map<AnyNode, Set<AnyNode>>, seen: Set<AnyNode>): boolean {
  for (const next of calls.get(from) ?? []) {
    if (next === target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    if (reaches(next, target, calls, seen)) return true;
  }
  return false;
}
