import { isRecord, type JsonRecord } from '../record.ts';
import { FieldFault, UnsupportedByHost } from './signals.ts';

/** A value as DynamoDB types it: `{ S: 'a' }`. AppSync's own has numbers in N and null in NULL. */
export type AttributeValue = Record<string, unknown>;

/** util.dynamodb.toDynamoDB: plain JSON to AppSync's typed values; lists, never sets. */
export function toAttributeValue(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
  if (isRecord(value)) return { M: toAttributeValues(value) };
  throw new TypeError(`A ${typeof value} cannot be stored in DynamoDB.`);
}

/** util.dynamodb.toMapValues: each value as toAttributeValue types it. */
export function toAttributeValues(values: JsonRecord): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttributeValue(value)]));
}

/** Sets made by toStringSet and its kin stand in a put or update beside plain JSON: they stay as they are. */
export function keepSets(value: unknown): AttributeValue {
  if (isRecord(value)) {
    const [only, ...others] = Object.entries(value);
    if (only && others.length === 0 && ['SS', 'NS', 'BS'].includes(only[0]) && Array.isArray(only[1])) return value;
  }
  return toAttributeValue(value);
}

/** Each value as keepSets types it. */
export function keepSetsIn(values: JsonRecord): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, keepSets(value)]));
}

/**
 * AppSync's typed value to the wire format of DynamoDB: N as text, NULL as true.
 * Errors: FieldFault of type MappingTemplate for what is no such value.
 */
function toWire(value: unknown): AttributeValue {
  const [tagged, ...others] = isRecord(value) ? Object.entries(value) : [];
  if (!tagged || others.length > 0) {
    const message = `${JSON.stringify(value)} is not a DynamoDB value; use util.dynamodb.toDynamoDB.`;
    throw new FieldFault(message, 'MappingTemplate');
  }
  const [type, content] = tagged;
  switch (type) {
    case 'N':
      return { N: toNumeral(content) };
    case 'NS':
      return { NS: Array.isArray(content) ? content.map(toNumeral) : content };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: Array.isArray(content) ? content.map(toWire) : content };
    case 'M':
      return { M: isRecord(content) ? toWireValues(content) : content };
    case 'S':
    case 'SS':
    case 'B':
    case 'BS':
    case 'BOOL':
      return { [type]: content };
    default:
      throw new UnsupportedByHost(`the DynamoDB type ${type}`);
  }
}

/** AppSync's typed values in the wire format of DynamoDB. Errors: FieldFault of type MappingTemplate. */
export function toWireValues(values: JsonRecord): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWire(value)]));
}

function toNumeral(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  throw new FieldFault(`${JSON.stringify(value)} is not a number.`, 'MappingTemplate');
}

/**
 * DynamoDB's wire format to the plain JSON of ctx.result: sets become lists, binary stays base64. A page of a hundred
 * entries has ten thousand values, so nothing is made for one but what it becomes.
 */
function fromWire(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  for (const type in value) {
    const content = value[type];
    switch (type) {
      case 'N':
        return Number(content);
      case 'NS':
        return Array.isArray(content) ? content.map(Number) : content;
      case 'NULL':
        return null;
      case 'L':
        return Array.isArray(content) ? content.map(fromWire) : content;
      case 'M':
        return isRecord(content) ? fromWireValues(content) : content;
      default:
        return content;
    }
  }
  return undefined;
}

/** An item in DynamoDB's wire format as the plain JSON of ctx.result. */
export function fromWireValues(values: JsonRecord): JsonRecord {
  const plain: JsonRecord = {};
  for (const name in values) {
    const value = fromWire(values[name]);
    // Assigned, this name would be no property.
    if (name === '__proto__') Object.defineProperty(plain, name, { value, enumerable: true });
    else plain[name] = value;
  }
  return plain;
}
