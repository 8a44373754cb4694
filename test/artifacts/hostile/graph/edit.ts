import { encodeMessage, integerField, messageField } from '../../../../classifier/files/protobuf.ts';
import type { Field } from '../../../../classifier/files/protobuf.ts';

/** A field of a message as it lies in the bytes, its tag and length included. */
export interface RawField {
  number: number;
  raw: Uint8Array;
  /** What it holds, where it holds bytes. */
  body: Uint8Array;
}

/** The fields of a message of ours, which holds integers and bytes only. */
export function splitFields(message: Uint8Array): RawField[] {
  const fields: RawField[] = [];
  const varint = (at: number): [integer: number, end: number] => {
    let integer = 0;
    for (let factor = 1; ; at += 1, factor *= 128) {
      integer += (message[at]! & 0x7f) * factor;
      if (message[at]! < 0x80) return [integer, at + 1];
    }
  };
  for (let at = 0; at < message.length;) {
    const [tag, afterTag] = varint(at);
    const [number, afterNumber] = varint(afterTag);
    const end = tag % 8 === 0 ? afterNumber : afterNumber + number;
    fields.push({ number: tag >> 3, raw: message.slice(at, end), body: message.slice(afterNumber, end) });
    at = end;
  }
  return fields;
}

/** Which of the fields of a number: the first is 0. */
export type Step = readonly [number: number, at: number];

/** The message with other fields where the path leads: from the file into a part of it, and into a part of that. */
export function editFields(
  message: Uint8Array,
  path: readonly Step[],
  edit: (fields: RawField[]) => readonly Field[],
): Uint8Array {
  const fields = splitFields(message);
  const [step, ...rest] = path;
  if (step === undefined) return encodeMessage(edit(fields));
  let met = -1;
  return encodeMessage(
    fields.map(({ number, raw, body }) => {
      if (number === step[0]) met += 1;
      return number === step[0] && met === step[1] ? messageField(number, [editFields(body, rest, edit)]) : raw;
    }),
  );
}

/** The fields, and these after them. */
export function adding(...more: Field[]): (fields: RawField[]) => Field[] {
  return (fields) => [...fields.map(({ raw }) => raw), ...more];
}

/** The fields, with this one in place of those of its number; with none where it is undefined. */
export function replacing(number: number, ...instead: Field[]): (fields: RawField[]) => Field[] {
  return (fields) => {
    const at = fields.findIndex((field) => field.number === number);
    const others = fields.filter((field) => field.number !== number).map(({ raw }) => raw);
    return [...others.slice(0, at), ...instead, ...others.slice(at)];
  };
}

/** A varint of ten bytes: what Protocol Buffers writes for integers below 0. */
export function negativeField(number: number, integer: bigint): Field {
  const tag = integerField(number, 0).subarray(0, -1);
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, integer); ; rest >>= 7n) {
    if (rest < 0x80n) return Uint8Array.of(...tag, ...bytes, Number(rest));
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
