import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What is stored: texts, numbers, booleans, lists and objects of them; properties that are undefined are left out. */
export type Storable =
  string | number | boolean | readonly Storable[] | { readonly [name: string]: Storable | undefined };

/**
 * An entry as DynamoDB types it. The SDK's own marshalling asks each value whether it is a set, a number object, a big
 * integer or bytes, and takes a fifth of the time in which a hundred wines are answered.
 */
export function toAttributes(entry: object): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(entry as Record<string, Storable | undefined>))
    if (value !== undefined) attributes[name] = toAttribute(value);
  return attributes;
}

function toAttribute(value: Storable): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      return Array.isArray(value) ? { L: (value as readonly Storable[]).map(toAttribute) } : { M: toAttributes(value) };
  }
}
