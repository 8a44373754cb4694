import { isRecord, type JsonRecord } from '../../../record.ts';
import { keepSets } from '../../attribute-values.ts';
import type { Expression } from '../expression.ts';

/** `operations` of @aws-appsync/utils/dynamodb; the objects are as the service was seen to make them. */
export const OPERATIONS = {
  add: (value: unknown) => ({ type: 'OPERATION_ADD', value }),
  replace: (value: unknown) => ({ type: 'OPERATION_REPLACE', value }),
  remove: () => ({ type: 'OPERATION_REMOVE' }),
  increment: (by?: number | null) => ({ type: 'OPERATION_INCREMENT', by: by ?? 1 }),
  decrement: (by?: number | null) => ({ type: 'OPERATION_DECREMENT', by: by ?? 1 }),
  append: (items: unknown[]) => ({ type: 'OPERATION_APPEND', items }),
  prepend: (items: unknown[]) => ({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (value: unknown, index: number) => ({ type: 'OPERATION_UPDATE_LIST_ITEM', value, index }),
};

interface Rendering {
  sets: string[];
  removals: string[];
  names: Record<string, string>;
  values: Expression['expressionValues'];
}

/**
 * Turns the `update` of the helper into an expression. A plain object changes the attributes it names and leaves the
 * others of a stored map alone; operations.replace sets the whole.
 */
export function renderUpdate(update: JsonRecord): Expression {
  const rendering: Rendering = { sets: [], removals: [], names: {}, values: {} };
  renderAttributes(update, '', rendering);
  const clauses = [
    rendering.sets.length > 0 ? `SET ${rendering.sets.join(', ')}` : '',
    rendering.removals.length > 0 ? `REMOVE ${rendering.removals.join(', ')}` : '',
  ];
  const expression = clauses.filter((clause) => clause !== '').join(' ');
  if (expression === '') throw new TypeError('update names nothing to change.');
  return { expression, expressionNames: rendering.names, expressionValues: rendering.values };
}

function renderAttributes(attributes: JsonRecord, prefix: string, rendering: Rendering): void {
  for (const [name, change] of Object.entries(attributes)) {
    const label = `#expName_${Object.keys(rendering.names).length + 1}`;
    rendering.names[label] = name;
    renderChange(`${prefix}${label}`, change, rendering);
  }
}

function renderChange(path: string, change: unknown, rendering: Rendering): void {
  const bind = (value: unknown): string => {
    const label = `:expValue_${Object.keys(rendering.values).length + 1}`;
    rendering.values[label] = keepSets(value);
    return label;
  };
  const operation = operationOf(change);
  if (operation !== null) {
    renderOperation(path, operation, bind, rendering);
  } else if (Array.isArray(change) && change.length > 0 && change.every((one) => operationOf(one) !== null)) {
    for (const one of change) renderChange(path, one, rendering);
  } else if (isRecord(change) && Object.keys(change).length > 0 && !isSet(change)) {
    renderAttributes(change, `${path}.`, rendering);
  } else {
    rendering.sets.push(`${path} = ${bind(change)}`);
  }
}

function operationOf(change: unknown): JsonRecord | null {
  return isRecord(change) && typeof change['type'] === 'string' && change['type'].startsWith('OPERATION_')
    ? change
    : null;
}

function isSet(change: JsonRecord): boolean {
  return keepSets(change) === change;
}

function renderOperation(
  path: string,
  operation: JsonRecord,
  bind: (value: unknown) => string,
  rendering: Rendering,
): void {
  const { value, items, by, index } = operation;
  switch (operation['type']) {
    case 'OPERATION_REMOVE':
      rendering.removals.push(path);
      break;
    case 'OPERATION_INCREMENT':
      rendering.sets.push(`${path} = ${path} + ${bind(by)}`);
      break;
    case 'OPERATION_DECREMENT':
      rendering.sets.push(`${path} = ${path} - ${bind(by)}`);
      break;
    case 'OPERATION_APPEND':
      rendering.sets.push(`${path} = list_append(${path}, ${bind(items)})`);
      break;
    case 'OPERATION_PREPEND':
      rendering.sets.push(`${path} = list_append(${bind(items)}, ${path})`);
      break;
    case 'OPERATION_UPDATE_LIST_ITEM':
      rendering.sets.push(`${path}[${String(index)}] = ${bind(value)}`);
      break;
    default:
      rendering.sets.push(`${path} = ${bind(value)}`);
  }
}
