/*
 * Reads as much of Protocol Buffers' wire format as protobuf.ts writes, and nothing else: what another reader might
 * take otherwise (longer forms of a number, fields that come twice, groups, numbers below 0) is refused.
 */

/** What a field of a message may be: an integer from 0 to 2^53 - 1, or bytes. */
export type FieldValue = number | Uint8Array;

/** A field that a message may have: what it is called, what it holds, and how often it comes at most. */
export interface FieldRule {
  name: string;
  kind: 'integer' | 'bytes';
  timesMax: number;
}

/** The fields that a message may have, by their numbers. Of others, names only to say what is refused. */
export interface MessageRule {
  name: string;
  fields: Readonly<Record<number, FieldRule>>;
  refused?: Readonly<Record<number, string>>;
}

/** The values of a message's fields, by their names, each in the order in which it came. */
export interface Message {
  name: string;
  values: ReadonlyMap<string, readonly FieldValue[]>;
}

/** Says what is wrong with bytes that should be a Protocol Buffers message. */
export class ProtobufError extends Error {
  override name = 'ProtobufError';
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** 2^53 - 1 takes so many bytes of seven bits each. */
const VARINT_BYTES_MAX = 8;

/**
 * Reads a message of which nothing is copied. It takes time and memory for the fields that the rule allows, never for
 * those that the bytes claim.
 *
 * Errors: ProtobufError where the bytes end too early, are no message, or have a field that the rule does not allow.
 */
export function readMessage(bytes: Uint8Array, rule: MessageRule): Message {
  const values = new Map<string, FieldValue[]>();
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at, rule);
    const { name, kind, timesMax } = fieldOf(rule, tag.integer);
    const number = readVarint(bytes, tag.end, rule);
    at = kind === 'integer' ? number.end : number.end + number.integer;
    if (at > bytes.length) throw new ProtobufError(`${rule.name} ends before its ${name} does`);
    const before = values.get(name) ?? [];
    if (before.length === timesMax) throw new ProtobufError(`${rule.name} has more than ${timesMax} of ${name}`);
    before.push(kind === 'integer' ? number.integer : bytes.subarray(number.end, at));
    values.set(name, before);
  }
  return { name: rule.name, values };
}

function fieldOf(rule: MessageRule, tag: number): FieldRule {
  const number = Math.floor(tag / 8);
  const wireType = tag % 8;
  const field = rule.fields[number];
  if (field === undefined) {
    const called = rule.refused?.[number];
    throw new ProtobufError(`${rule.name} has ${called ?? 'an unknown field'} (field ${number}), which is not allowed`);
  }
  if (wireType !== (field.kind === 'integer' ? VARINT : LENGTH_DELIMITED)) {
    throw new ProtobufError(`${rule.name} has ${field.name} in another form (wire type ${wireType})`);
  }
  return field;
}

function readVarint(bytes: Uint8Array, start: number, rule: MessageRule): { integer: number; end: number } {
  let integer = 0;
  let factor = 1;
  for (let at = start; at < start + VARINT_BYTES_MAX; at += 1, factor *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new ProtobufError(`${rule.name} is cut off`);
    integer += (byte & 0x7f) * factor;
    if (byte >= 0x80) continue;
    if (byte === 0 && at > start) throw new ProtobufError(`${rule.name} has a number with needless zeros`);
    if (integer > Number.MAX_SAFE_INTEGER) break;
    return { integer, end: at + 1 };
  }
  throw new ProtobufError(`${rule.name} has a number that is below 0 or above 2^53`);
}

/** All values of a field that holds bytes. */
export function bytesIn(message: Message, name: string): Uint8Array[] {
  return (message.values.get(name) ?? []).filter((value) => value instanceof Uint8Array);
}

/** All values of a field that holds integers. */
export function integersIn(message: Message, name: string): number[] {
  return (message.values.get(name) ?? []).filter((value) => typeof value === 'number');
}

/** The bytes of a field that must be there. Errors: ProtobufError where it is not. */
export function oneOf(message: Message, name: string): Uint8Array {
  const [bytes] = bytesIn(message, name);
  if (bytes === undefined) throw new ProtobufError(`${message.name} has no ${name}`);
  return bytes;
}

/** The integer of a field that must be there. Errors: ProtobufError where it is not. */
export function integerOf(message: Message, name: string): number {
  const [integer] = integersIn(message, name);
  if (integer === undefined) throw new ProtobufError(`${message.name} has no ${name}`);
  return integer;
}
