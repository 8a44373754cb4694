import { createByteWriter } from './byte-stream.ts';

/*
 * As much of Protocol Buffers' wire format as ONNX files need (https://protobuf.dev/programming-guides/encoding/): a
 * message is its fields one after the other, each a number with a wire type, then its value.
 */

/** One encoded field of a message. */
export type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A field of a Protocol Buffers message that holds an integer of 0 or more. */
export function integerField(number: number, integer: number): Field {
  const writer = createByteWriter();
  writer.varint(number * 8 + VARINT);
  writer.varint(integer);
  return writer.finish();
}

/** A field of a Protocol Buffers message that holds a text. */
export function textField(number: number, text: string): Field {
  const writer = createByteWriter();
  writer.varint(number * 8 + LENGTH_DELIMITED);
  writer.text(text);
  return writer.finish();
}

/** A field of a Protocol Buffers message that holds bytes. */
export function bytesField(number: number, bytes: Uint8Array): Field {
  return messageField(number, [bytes]);
}

/** A field of a Protocol Buffers message that holds another message, made of these fields. */
export function messageField(number: number, fields: readonly Field[]): Field {
  const writer = createByteWriter();
  writer.varint(number * 8 + LENGTH_DELIMITED);
  writer.varint(fields.reduce((length, field) => length + field.length, 0));
  for (const field of fields) writer.bytes(field);
  return writer.finish();
}

/** The bytes of a whole Protocol Buffers message. */
export function encodeMessage(fields: readonly Field[]): Uint8Array {
  const writer = createByteWriter();
  for (const field of fields) writer.bytes(field);
  return writer.finish();
}
