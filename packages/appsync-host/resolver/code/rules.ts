import type { AnyNode, CallExpression } from 'acorn';
import { isFunction, type FunctionNode, type Visit } from './scope.ts';

/** Tells the complaint about a node, or null. */
type Rule = (at: Visit) => string | null;

const UNSUPPORTED_NODES: Partial<Record<AnyNode['type'], string>> = {
  TryStatement: 'try, catch and finally are not supported',
  ThrowStatement: 'throw is not supported; use util.error',
  WhileStatement: 'while is not supported; use for-of',
  DoWhileStatement: 'do-while is not supported; use for-of',
  ForStatement: 'for(;;) is not supported; use for-of',
  ContinueStatement: 'continue is not supported',
  LabeledStatement: 'labels are not supported',
  ClassDeclaration: 'classes are not supported',
  ClassExpression: 'classes are not supported',
  ThisExpression: 'this is not supported',
  NewExpression: 'new is not supported',
  AwaitExpression: 'await is not supported',
  YieldExpression: 'generators are not supported',
  ImportExpression: 'dynamic import is not supported',
  MetaProperty: 'import.meta and new.target are not supported',
  UpdateExpression: '++ and -- are not supported; use += 1',
  DebuggerStatement: 'debugger is not supported',
};

const ARRAY_CALLBACKS = new Set(
  'map find filter findIndex findLast findLastIndex forEach reduce reduceRight every some flatMap'.split(' '),
);

const GLOBALS = new Set(
  'Array Boolean Infinity JSON Math NaN Number Object String console extensions runtime undefined util'.split(' '),
);

/** What the service's linter refuses, one rule each; the eslint plugin of AWS is the model. */
const RULES: readonly Rule[] = [
  ({ node }) => UNSUPPORTED_NODES[node.type] ?? null,
  refuseOperator,
  ({ node }) => (node.type === 'Literal' && node.regex ? 'regular expression literals are not supported' : null),
  ({ node }) => (isFunction(node) && node.async ? 'async functions are not supported' : null),
  ({ node }) => (isFunction(node) && node.generator ? 'generators are not supported' : null),
  ({ node }) => (node.type === 'ForOfStatement' && node.await ? 'for await is not supported' : null),
  refuseMethod,
  refuseFunctionArgument,
  refuseFunctionValue,
  refuseContextWrite,
  refuseUnknownName,
];

/** Tells all complaints about one node of a program. */
export function complainAbout(at: Visit, report: (node: AnyNode, complaint: string) => void): void {
  for (const rule of RULES) {
    const complaint = rule(at);
    if (complaint !== null) report(at.node, complaint);
  }
}

function refuseOperator({ node }: Visit): string | null {
  if (node.type === 'UnaryExpression' && node.operator === '~') return 'the operator ~ is not supported';
  if (node.type !== 'BinaryExpression') return null;
  if (node.operator === 'in') return 'the operator in is not supported; use Object.hasOwn';
  return node.operator === 'instanceof' ? 'the operator instanceof is not supported' : null;
}

/** The name of the method that a call calls, or null when it calls no method by name. */
function methodOf(call: CallExpression): string | null {
  const { callee } = call;
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier'
    ? callee.property.name
    : null;
}

function refuseMethod({ node }: Visit): string | null {
  if (node.type !== 'CallExpression') return null;
  const method = methodOf(node);
  if (method === 'sort' && node.arguments.length > 0) return 'sort takes no comparator';
  return method !== null && ['apply', 'bind', 'call'].includes(method) ? `${method} is not supported` : null;
}

function refuseFunctionArgument({ node, resolve }: Visit): string | null {
  if (node.type !== 'CallExpression' || ARRAY_CALLBACKS.has(methodOf(node) ?? '')) return null;
  const passed = node.arguments.some((one) => isFunctionValue(one, resolve));
  return passed ? 'functions cannot be passed as arguments, other than to the methods of arrays' : null;
}

function refuseFunctionValue({ node, resolve }: Visit): string | null {
  if (node.type === 'ReturnStatement' && node.argument && isFunctionValue(node.argument, resolve)) {
    return 'functions cannot be returned';
  }
  if (node.type === 'ArrowFunctionExpression' && isFunctionValue(node.body, resolve)) {
    return 'functions cannot be returned';
  }
  const assigned =
    node.type === 'VariableDeclarator' ? node.init : node.type === 'AssignmentExpression' ? node.right : null;
  return assigned?.type === 'Identifier' && isFunctionValue(assigned, resolve)
    ? 'functions cannot be assigned again'
    : null;
}

function isFunctionValue(node: AnyNode, resolve: Visit['resolve']): boolean {
  return isFunction(node) || (node.type === 'Identifier' && resolve(node.name)?.kind === 'function');
}

/** `ctx.stash.x = 1` is fine; `ctx = …`, `ctx.stash = …` and `delete ctx.stash` are not. */
function refuseContextWrite({ node, functions, resolve }: Visit): string | null {
  const target =
    node.type === 'AssignmentExpression'
      ? node.left
      : node.type === 'UnaryExpression' && node.operator === 'delete'
        ? node.argument
        : null;
  const name = target?.type === 'MemberExpression' ? target.object : target;
  if (name?.type !== 'Identifier') return null;
  const context = contextParameter(functions[0]);
  return context !== null && resolve(name.name)?.node === context
    ? `${name.name} is read-only: change what ${name.name}.stash holds instead`
    : null;
}

function contextParameter(outermost: FunctionNode | undefined): AnyNode | null {
  const named = outermost?.type === 'FunctionDeclaration' && ['request', 'response'].includes(outermost.id.name);
  return (named && outermost.params[0]) || null;
}

function refuseUnknownName(at: Visit): string | null {
  const { node, resolve } = at;
  if (node.type !== 'Identifier' || !isReference(at)) return null;
  return resolve(node.name) !== undefined || GLOBALS.has(node.name) ? null : `${node.name} is not available`;
}

function isReference({ parent, key }: Visit): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return key === 'object' || parent.computed;
    case 'Property':
      return key === 'value' || parent.computed;
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return false;
    case 'ExportSpecifier':
      return key === 'local';
    default:
      return true;
  }
}
