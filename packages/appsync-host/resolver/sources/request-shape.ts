import { isRecord } from '../../record.ts';
import { FieldFault, UnsupportedByHost } from '../signals.ts';

/** What an element of a request may hold: anything (true), named elements, or the same shape under any name. */
type Shape = true | { required?: readonly string[]; elements: Record<string, Shape> } | { each: Shape };

const EXPRESSION: Shape = {
  required: ['expression'],
  elements: { expression: true, expressionNames: true, expressionValues: true },
};
const PROJECTION: Shape = { required: ['expression'], elements: { expression: true, expressionNames: true } };
const CONDITION: Shape = {
  required: ['expression'],
  elements: {
    expression: true,
    expressionNames: true,
    expressionValues: true,
    equalsIgnore: true,
    consistentRead: true,
    conditionalCheckFailedHandler: { elements: { strategy: true, lambdaArn: true } },
  },
};
const CONFLICT = { _version: true, customPartitionKey: true, populateIndexFields: true } as const;
const PAGING = {
  index: true,
  nextToken: true,
  limit: true,
  consistentRead: true,
  select: true,
  filter: EXPRESSION,
  projection: PROJECTION,
} as const;

/** What DynamoDB requests may hold, by operation (docs …/devguide/js-resolver-reference-dynamodb.html). */
const OPERATIONS: Record<string, Shape> = {
  GetItem: { required: ['key'], elements: { key: true, consistentRead: true, projection: PROJECTION } },
  PutItem: { required: ['key'], elements: { key: true, attributeValues: true, condition: CONDITION, ...CONFLICT } },
  UpdateItem: {
    required: ['key', 'update'],
    elements: { key: true, update: EXPRESSION, condition: CONDITION, ...CONFLICT },
  },
  DeleteItem: { required: ['key'], elements: { key: true, condition: CONDITION, ...CONFLICT } },
  Query: { required: ['query'], elements: { query: EXPRESSION, scanIndexForward: true, ...PAGING } },
  Scan: { elements: { totalSegments: true, segment: true, ...PAGING } },
  BatchGetItem: {
    required: ['tables'],
    elements: {
      tables: { each: { required: ['keys'], elements: { keys: true, consistentRead: true, projection: PROJECTION } } },
    },
  },
  BatchPutItem: { required: ['tables'], elements: { tables: { each: true } } },
  BatchDeleteItem: { required: ['tables'], elements: { tables: { each: true } } },
};

const UNSUPPORTED_OPERATIONS = new Set(['Sync', 'TransactGetItems', 'TransactWriteItems']);

const INVOCATION: Shape = { elements: { payload: true, invocationType: true } };

/**
 * The operation of a request to DynamoDB. Errors: FieldFault of type MappingTemplate where AppSync would not send it;
 * UnsupportedByHost where this host cannot.
 */
export function checkDynamodbRequest(request: unknown): string {
  const operation = operationOf(request);
  if (UNSUPPORTED_OPERATIONS.has(operation)) throw new UnsupportedByHost(`the DynamoDB operation ${operation}`);
  const shape = OPERATIONS[operation];
  if (shape === undefined) throw malformed(`Unsupported operation '${operation}'.`);
  checkShape(request, shape, '$', ['operation']);
  return operation;
}

/**
 * Checks a request to a Lambda function. Errors: FieldFault of type MappingTemplate where AppSync would not send it;
 * UnsupportedByHost where this host cannot.
 */
export function checkLambdaRequest(request: unknown): void {
  const operation = operationOf(request);
  if (operation === 'BatchInvoke') throw new UnsupportedByHost('the Lambda operation BatchInvoke');
  if (operation !== 'Invoke') throw malformed(`Unsupported operation '${operation}'.`);
  checkShape(request, INVOCATION, '$', ['operation']);
}

function operationOf(request: unknown): string {
  const operation = isRecord(request) ? request['operation'] : undefined;
  if (operation == null) throw malformed(`Value for field '$[operation]' not found.`);
  return typeof operation === 'string' ? operation : JSON.stringify(operation);
}

function malformed(message: string): FieldFault {
  return new FieldFault(message, 'MappingTemplate');
}

function checkShape(value: unknown, shape: Shape, path: string, known: readonly string[] = []): void {
  if (shape === true || value == null) return;
  if (!isRecord(value)) throw malformed(`Value for field '${path}' is not an object.`);
  const shapeOf = (name: string): Shape | undefined => ('each' in shape ? shape.each : shape.elements[name]);
  for (const [name, inner] of Object.entries(value)) {
    if (known.includes(name)) continue;
    const innerShape = shapeOf(name);
    if (innerShape === undefined) throw malformed(`Unsupported element '${path}[${name}]'.`);
    checkShape(inner, innerShape, `${path}[${name}]`);
  }
  for (const name of 'each' in shape ? [] : (shape.required ?? [])) {
    if (value[name] == null) throw malformed(`Value for field '${path}[${name}]' not found.`);
  }
}
