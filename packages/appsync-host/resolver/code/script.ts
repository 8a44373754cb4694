import type { AnyNode, ImportDeclaration, Program } from 'acorn';
import { exportedNames } from './check.ts';
import { walk } from './scope.ts';

/** A module as the body of a function; nothing moves to another line. */
export interface CodeScript {
  /** Parameters: `__modules`, `__each`, `__keys`. Returns { request, response }. */
  body: string;
  /** Where a place in `body` (counted from 1) stood in the module. */
  original: (line: number, column: number) => { line: number; column: number };
}

interface Edit {
  start: number;
  end: number;
  text: string;
  line: number;
  /** Counted from 0. */
  column: number;
}

/** Turns imports into look-ups, exports into a return, and counts the rounds of each loop. */
export function createScript(code: string, program: Program): CodeScript {
  const edits = [...moduleEdits(program), ...loopEdits(program)].sort((a, b) => a.start - b.start);
  let body = '';
  let position = 0;
  for (const edit of edits) {
    const removed = code.slice(edit.start, edit.end);
    body += code.slice(position, edit.start) + edit.text + removed.replace(/[^\n]+/g, '');
    position = edit.end;
  }
  const handlers = [...exportedNames(program)].filter(([name]) => name === 'request' || name === 'response');
  const result = handlers.map(([name, local]) => `${name}: ${local}`).join(', ');
  return {
    // Without its source map: Node would map stack traces by it, and the places would no longer be those of `body`.
    body: `${body}${code.slice(position).replace(/\/\/# sourceMappingURL=.*/, '')}\nreturn { ${result} };`,
    original: (line, column) => ({ line, column: column - shiftAt(edits, line, column) }),
  };
}

/** How far the edits before this column of the body have moved what follows. */
function shiftAt(edits: readonly Edit[], line: number, column: number): number {
  let shift = 0;
  for (const edit of edits) {
    const inserted = edit.text.length - (edit.end - edit.start);
    if (edit.line === line && edit.column + shift + edit.text.length < column) shift += inserted;
  }
  return shift;
}

function replace(node: AnyNode, end: number, text: string): Edit {
  const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
  return { start: node.start, end, text, line, column };
}

function moduleEdits(program: Program): Edit[] {
  return program.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') return [replace(statement, statement.end, lookUp(statement))];
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const end = statement.declaration?.start ?? statement.end;
    return [replace(statement, end, '')];
  });
}

function lookUp(statement: ImportDeclaration): string {
  const module = `__modules[${JSON.stringify(statement.source.value)}]`;
  const looked = statement.specifiers.map((one) =>
    one.type === 'ImportSpecifier' && one.imported.type === 'Identifier'
      ? `${one.local.name} = ${module}.${one.imported.name}`
      : `${one.local.name} = ${module}`,
  );
  return looked.length > 0 ? `const ${looked.join(', ')};` : '';
}

function loopEdits(program: Program): Edit[] {
  const edits: Edit[] = [];
  walk(program, ({ node }) => {
    if (node.type !== 'ForOfStatement' && node.type !== 'ForInStatement') return;
    const counted = node.type === 'ForOfStatement' ? '__each(' : '__keys(';
    edits.push(replace(node.right, node.right.start, counted));
    const { line, column } = node.right.loc?.end ?? { line: 1, column: 0 };
    edits.push({ start: node.right.end, end: node.right.end, text: ')', line, column });
  });
  return edits;
}
