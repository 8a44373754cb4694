import type { FunctionDeclaration, Program } from 'acorn';
import { exportedNames } from './check.ts';

/**
 * Whether the module's `response` does nothing but `return ctx.prev.result;`, as that of most pipelines does: then its
 * answer is what the last function has left.
 */
export function handsOnLastResult(program: Program): boolean {
  const name = exportedNames(program).get('response');
  const response = program.body
    .map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .find((one): one is FunctionDeclaration => one?.type === 'FunctionDeclaration' && one.id.name === name);
  const [parameter, ...more] = response?.params ?? [];
  const [statement, ...rest] = response?.body.body ?? [];
  if (parameter?.type !== 'Identifier' || more.length > 0 || rest.length > 0) return false;
  if (statement?.type !== 'ReturnStatement' || statement.argument?.type !== 'MemberExpression') return false;
  return pathOf(statement.argument) === `${parameter.name}.prev.result`;
}

/** `a.b.c` of such an expression; an empty text for any other. */
function pathOf(node: object): string {
  const { type, name, object, property, computed, optional } = node as Record<string, unknown>;
  if (type === 'Identifier') return String(name);
  if (type !== 'MemberExpression' || computed === true || optional === true) return '';
  return `${pathOf(object as object)}.${pathOf(property as object)}`;
}
