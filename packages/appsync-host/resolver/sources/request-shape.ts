import { isRecord } from '../../record.ts';
import { FieldFault, UnsupportedByHost } from '../signals.ts';

/** What an element of a request may hold: anything (true), named elements, or the same shape under any name. */
type Shape = true | { required?: readonly string[]; elements: Record<string, Shape> } | { each: Shape };

const expression: Shape = {
  required: ['expression'],
  elements: { expression: true, expressionNames: true, expressionValues: true },
};
const projection: Shape = { required: ['expression'], elements: { expression: true, expressionNames: true } };
const condition: Shape = {
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
const conflict = { _version: true, customPartitionKey: true, populateIndexFields: true } as const;
const paging = {
  index: true,
  nextToken: true,
  limit: true,
  consistentRead: true,
  select: true,
  filter: expression,
  projection,
} as const;

/** What DynamoDB requests may hold, by operation (docs …/devguide/js-resolver-reference-dynamodb.html). */
const operations: Record<string, Shape> = {
  GetItem: { required: ['key'], elements: { key: true, consistentRead: true, projection } },
  PutItem: { required: ['key'], elements: { key: true, attributeValues: true, condition, ...conflict } },
  UpdateItem: { required: ['key', 'update'], elements: { key: true, update: expression, condition, ...conflict } },
  DeleteItem: { required: ['key'], elements: { key: true, condition, ...conflict } },
  Query: { required: ['query'], elements: { query: expression, scanIndexForward: true, ...paging } },
  Scan: { elements: { totalSegments: true, segment: true, ...paging } },
  BatchGetItem: {
    required: ['tables'],
    elements: {
      tables: { each: { required: ['keys'], elements: { keys: true, consistentRead: true, projection } } },
    },
  },
  BatchPutItem: { required: ['tables'], elements: { tables: { each: true } } },
  BatchDeleteItem: { required: ['tables'], elements: { tables: { each: true } } },
};

const unsupportedOperations = new Set(['Sync', 'TransactGetItems', 'TransactWriteItems']);

const invocation: Shape = { elements: { payload: true, invocationType: true } };

/** Refuses a request to DynamoDB that AppSync would refuse before sending it; answers its operation. */
export function checkDynamodbRequest(request: unknown): string {
  const operation = operationOf(request);
  if (unsupportedOperations.has(operation)) throw new UnsupportedByHost(`the DynamoDB operation ${operation}`);
  const shape = operations[operation];
  if (shape === undefined) throw malformed(`Unsupported operation '${operation}'.`);
  checkShape(request, shape, '$', ['operation']);
  return operation;
}

/** The same for a request to a Lambda function. */
export function checkLambdaRequest(request: unknown): void {
  const operation = operationOf(request);
  if (operation === 'BatchInvoke') throw new UnsupportedByHost('the Lambda operation BatchInvoke');
  if (operation !== 'Invoke') throw malformed(`Unsupported operation '${operation}'.`);
  checkShape(request, invocation, '$', ['operation']);
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
