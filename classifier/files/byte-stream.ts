import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** Bytes that grow as things are written to their end. */
export interface ByteWriter {
  /** Seven bits a byte, least significant first, as in Protocol Buffers. For integers from 0 to 2^53 - 1. */
  varint(integer: number): void;
  bytes(bytes: Uint8Array): void;
  /** A varint of the length in bytes, then the UTF-8. */
  text(text: string): void;
  finish(): Uint8Array;
}

/** The same, the other way round. Reading past the end throws RangeError. */
export interface ByteReader {
  varint(): number;
  bytes(length: number): Uint8Array;
  text(): string;
}

export function createByteWriter(): ByteWriter {
  let written = new Uint8Array(1024);
  let length = 0;
  function reserve(more: number): void {
    if (length + more <= written.length) return;
    const larger = new Uint8Array(Math.max(length + more, written.length * 2));
    larger.set(written);
    written = larger;
  }
  const writer: ByteWriter = {
    varint(integer) {
      reserve(8);
      let rest = integer;
      for (; rest > 0x7f; rest = Math.floor(rest / 128)) written[length++] = (rest % 128) | 0x80;
      written[length++] = rest;
    },
    bytes(bytes) {
      reserve(bytes.length);
      written.set(bytes, length);
      length += bytes.length;
    },
    text(text) {
      const bytes = encodeUtf8(text);
      writer.varint(bytes.length);
      writer.bytes(bytes);
    },
    finish: () => written.slice(0, length),
  };
  return writer;
}

export function createByteReader(source: Uint8Array): ByteReader {
  let at = 0;
  function bytes(length: number): Uint8Array {
    if (at + length > source.length) throw new RangeError('The bytes end too early.');
    at += length;
    return source.subarray(at - length, at);
  }
  function varint(): number {
    let integer = 0;
    for (let factor = 1; ; factor *= 128) {
      const [byte = 0] = bytes(1);
      integer += (byte & 0x7f) * factor;
      if (byte < 0x80) return integer;
    }
  }
  return { bytes, varint, text: () => decodeUtf8(bytes(varint())) };
}
