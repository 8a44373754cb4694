import { isRecord, type JsonRecord } from '../../record.ts';
import { toAttributeValue, type AttributeValue } from '../attribute-values.ts';

/** A DynamoDB expression as AppSync writes it. */
export interface Expression {
  expression: string;
  expressionNames: Record<string, string>;
  expressionValues: Record<string, AttributeValue>;
}

const COMPARATORS: Record<string, string> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

const TYPE_CODES: Record<string, string> = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

/**
 * Turns a filter object into an expression, letter for letter as the answers of the service that
 * github.com/localstack/appsync-utils recorded (its transform tests). Null when it cannot be rendered: the service
 * answers null, not an error.
 */
export function renderExpression(filter: unknown): Expression | null {
  const rendering: Rendering = { names: {}, values: {} };
  try {
    const clauses = renderFields(filter, '', rendering);
    return {
      expression: clauses.join(' AND '),
      expressionNames: rendering.names,
      expressionValues: rendering.values,
    };
  } catch (error) {
    if (error instanceof NotRenderable) return null;
    throw error;
  }
}

interface Rendering {
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}

class NotRenderable extends Error {}

/** `prefix` is how the names of values tell where in the nesting they stand, e.g. `and_0_`. */
function renderFields(filter: unknown, prefix: string, rendering: Rendering): string[] {
  if (!isRecord(filter)) throw new NotRenderable();
  return Object.entries(filter).map(([name, content]) => {
    if (name === 'and' || name === 'or') return renderGroup(name, content, prefix, rendering);
    if (name === 'not') {
      if (!isRecord(content)) throw new NotRenderable();
      return `(NOT ${joinClauses(renderFields(content, `${prefix}not_`, rendering), 'AND')})`;
    }
    rendering.names[`#${name}`] = name;
    return joinClauses(renderOperators(`#${name}`, content, `${prefix}${name}_`, rendering), 'AND');
  });
}

function renderGroup(joiner: 'and' | 'or', members: unknown, prefix: string, rendering: Rendering): string {
  if (!Array.isArray(members)) throw new NotRenderable();
  const clauses = members.map((member, index) =>
    joinClauses(renderFields(member, `${prefix}${joiner}_${index}_`, rendering), 'AND'),
  );
  return joinClauses(clauses, joiner.toUpperCase());
}

/** One clause stands for itself, several are joined and wrapped. */
function joinClauses(clauses: string[], joiner: string): string {
  return clauses.length > 1 ? `(${clauses.join(` ${joiner} `)})` : (clauses[0] ?? '');
}

function renderOperators(path: string, operators: unknown, prefix: string, rendering: Rendering): string[] {
  if (!isRecord(operators)) throw new NotRenderable();
  return Object.entries(operators).map(([operator, operand]) =>
    operator === 'size'
      ? joinClauses(
          renderOperators(`size(${path.replace(/^size\(|\)$/g, '')})`, operand, `${prefix}size_`, rendering),
          'AND',
        )
      : `(${renderOperator(path, operator, operand, `:${prefix}${operator}`, rendering)})`,
  );
}

function renderOperator(path: string, operator: string, operand: unknown, name: string, rendering: Rendering): string {
  const bind = (label: string, value: unknown): string => {
    rendering.values[label] = toAttributeValue(value);
    return label;
  };
  const comparator = COMPARATORS[operator];
  if (comparator !== undefined) return `${path} ${comparator} ${bind(name, operand)}`;
  switch (operator) {
    case 'contains':
      return `contains(${path},${bind(name, operand)})`;
    case 'notContains':
      return `NOT contains(${path},${bind(name, operand)})`;
    case 'beginsWith':
      return `begins_with(${path},${bind(name, operand)})`;
    case 'between': {
      const [start, end] = listOf(operand);
      if (start === undefined || end === undefined) throw new NotRenderable();
      return `${path} BETWEEN ${bind(`${name}_start`, start)} AND ${bind(`${name}_end`, end)}`;
    }
    case 'in': {
      const labels = listOf(operand).map((value, index) => bind(`${name}_${index}`, value));
      return labels.length > 0 ? `${path} IN (${labels.join(', ')})` : 'null';
    }
    case 'attributeExists':
      if (typeof operand !== 'boolean') throw new NotRenderable();
      return `${operand ? 'attribute_exists' : 'attribute_not_exists'}(${path})`;
    case 'attributeType': {
      const code = typeof operand === 'string' ? TYPE_CODES[operand] : undefined;
      if (code === undefined) throw new NotRenderable();
      return `attribute_type(${path},${bind(name, code)})`;
    }
    default:
      throw new NotRenderable();
  }
}

function listOf(operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new NotRenderable();
  return operand;
}

/** Renders a filter, a condition or a key of a helper. Errors: TypeError where it cannot be read. */
export function requireExpression(filter: JsonRecord, what: string): Expression {
  const rendered = renderExpression(filter);
  if (rendered === null || rendered.expression === '')
    throw new TypeError(`${what} cannot be turned into an expression.`);
  return rendered;
}
