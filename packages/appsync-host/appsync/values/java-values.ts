import { Kind } from 'graphql';
import type { ConstObjectFieldNode, ObjectFieldNode, ValueNode } from 'graphql';

/** A message repeats what was sent, but not a million characters of it. */
const SHOWN_CHARACTERS_MAX = 1_000;

/** A literal as graphql-java's toString writes it, e.g. `StringValue{value='x'}`: AppSync's messages show it so. */
export function printJavaValue(value: ValueNode): string {
  return shorten(print(value));
}

/** The text itself, or its beginning and an ellipsis. */
export function shorten(text: string, charactersMax = SHOWN_CHARACTERS_MAX): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
}

function print(value: ValueNode): string {
  switch (value.kind) {
    case Kind.STRING:
      return `StringValue{value='${value.value}'}`;
    case Kind.INT:
      return `IntValue{value=${value.value}}`;
    case Kind.FLOAT:
      return `FloatValue{value=${value.value}}`;
    case Kind.BOOLEAN:
      return `BooleanValue{value=${value.value}}`;
    case Kind.ENUM:
      return `EnumValue{name='${value.value}'}`;
    case Kind.NULL:
      return 'NullValue{}';
    case Kind.VARIABLE:
      return `VariableReference{name='${value.name.value}'}`;
    case Kind.LIST:
      return `ArrayValue{values=[${printBeginning(value.values, print)}]}`;
    case Kind.OBJECT:
      return `ObjectValue{objectFields=[${printBeginning(value.fields, printField)}]}`;
  }
}

function printField({ name, value }: ConstObjectFieldNode | ObjectFieldNode): string {
  return `ObjectField{name='${name.value}', value=${print(value)}}`;
}

/** No more than is shown: fifty errors may each be about the same list of thousands. */
function printBeginning<Part>(parts: readonly Part[], printPart: (part: Part) => string): string {
  let text = '';
  for (const part of parts) {
    if (text.length > SHOWN_CHARACTERS_MAX) break;
    text += `${text === '' ? '' : ', '}${printPart(part)}`;
  }
  return text;
}
