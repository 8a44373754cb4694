import type {
  AnyNode,
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Pattern,
  Program,
  VariableDeclaration,
} from 'acorn';

/** Whatever opens a scope of its own with parameters. */
export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** What a name stands for: `function` when it names a function of the code's own. */
interface Binding {
  kind: 'import' | 'parameter' | 'function' | 'value';
  /** The declaring node; for a function, the function itself. */
  node: AnyNode;
}

interface Scope {
  names: Map<string, Binding>;
  parent: Scope | null;
}

/** One node on the way through a program. */
export interface Visit {
  node: AnyNode;
  /** What the node stands in; absent for the program. */
  parent?: AnyNode;
  /** The enclosing functions, outermost first. */
  functions: readonly FunctionNode[];
  /** What a name stands for at this place; undefined when the code declares no such name. */
  resolve: (name: string) => Binding | undefined;
  /** The property of the parent that holds the node. */
  key: string;
}

/** Visits every node, parents first, with names resolved by JavaScript's scoping rules. */
export function walk(program: Program, visit: (at: Visit) => void): void {
  const scope: Scope = { names: new Map(), parent: null };
  declareHoisted(program.body, scope);
  declareLexical(program.body, scope);
  walkNode(program, { functions: [], scope, key: '', visit });
}

interface Path {
  parent?: AnyNode;
  functions: readonly FunctionNode[];
  scope: Scope;
  key: string;
  visit: (at: Visit) => void;
}

function walkNode(node: AnyNode, path: Path): void {
  path.visit({ ...path, node, resolve: (name) => resolve(path.scope, name) });
  const scope = openScope(node, path.scope);
  const functions = isFunction(node) ? [...path.functions, node] : path.functions;
  forEachChild(node, (child, key) => walkNode(child, { parent: node, functions, scope, key, visit: path.visit }));
}

function resolve(scope: Scope | null, name: string): Binding | undefined {
  return scope === null ? undefined : (scope.names.get(name) ?? resolve(scope.parent, name));
}

/** Whether a node is a function of any kind. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

function openScope(node: AnyNode, parent: Scope): Scope {
  const scope: Scope = { names: new Map(), parent };
  if (isFunction(node)) {
    if (node.type === 'FunctionExpression' && node.id) declare(scope, node.id, 'function', node);
    for (const parameter of node.params) declare(scope, parameter, 'parameter', parameter);
    if (node.body.type === 'BlockStatement') declareHoisted(node.body.body, scope);
    return scope;
  }
  switch (node.type) {
    case 'BlockStatement':
      declareLexical(node.body, scope);
      return scope;
    case 'SwitchStatement':
      declareLexical(
        node.cases.flatMap((one) => one.consequent),
        scope,
      );
      return scope;
    case 'ForOfStatement':
    case 'ForInStatement':
      if (node.left.type === 'VariableDeclaration') declareVariables(node.left, scope);
      return scope;
    case 'ForStatement':
      if (node.init?.type === 'VariableDeclaration') declareVariables(node.init, scope);
      return scope;
    case 'CatchClause':
      if (node.param) declare(scope, node.param, 'value', node.param);
      return scope;
    default:
      return parent;
  }
}

function declareLexical(body: readonly AnyNode[], scope: Scope): void {
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') {
      for (const one of statement.specifiers) declare(scope, one.local, 'import', one);
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'FunctionDeclaration') declare(scope, declaration.id, 'function', declaration);
    if (declaration?.type === 'ClassDeclaration') declare(scope, declaration.id, 'value', declaration);
    if (declaration?.type === 'VariableDeclaration') declareVariables(declaration, scope);
  }
}

/** `var` belongs to the whole function, wherever in its blocks it stands. */
function declareHoisted(body: readonly AnyNode[], scope: Scope): void {
  const hoist = (node: AnyNode): void => {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') declareVariables(node, scope);
    if (!isFunction(node)) forEachChild(node, hoist);
  };
  for (const node of body) hoist(node);
}

function declareVariables(declaration: VariableDeclaration, scope: Scope): void {
  for (const { id, init } of declaration.declarations) {
    if (init && isFunction(init)) declare(scope, id, 'function', init);
    else declare(scope, id, 'value', id);
  }
}

function declare(scope: Scope, pattern: Pattern | null, kind: Binding['kind'], node: AnyNode): void {
  switch (pattern?.type) {
    case 'Identifier':
      scope.names.set(pattern.name, { kind, node });
      break;
    case 'ObjectPattern':
      for (const one of pattern.properties) {
        declare(scope, one.type === 'RestElement' ? one.argument : one.value, kind, node);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) declare(scope, element, kind, node);
      break;
    case 'RestElement':
      declare(scope, pattern.argument, kind, node);
      break;
    case 'AssignmentPattern':
      declare(scope, pattern.left, kind, node);
      break;
    default:
      break;
  }
}

function forEachChild(node: AnyNode, visit: (child: AnyNode, key: string) => void): void {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) visit(value, key);
      continue;
    }
    for (const one of value as unknown[]) if (isNode(one)) visit(one, key);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
