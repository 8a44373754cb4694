/** Bytes that grow as numbers, bytes and texts are written to their end. */
export interface ByteWriter {
  /** Seven bits a byte, least significant first, as in Protocol Buffers. For integers from 0 to 2^53 - 1. */
  varint(integer: number): void;
  bytes(bytes: Uint8Array): void;
  /** A varint of the length in bytes, then the UTF-8. */
  text(text: string): void;
  finish(): Uint8Array;
}

/**
 * Reads, one after the other, what a ByteWriter wrote.
 *
 * Errors: RangeError where one reads past the end.
 */
export interface ByteReader {
  varint(): number;
  bytes(length: number): Uint8Array;
  text(): string;
}

/** A ByteWriter that nothing has been written to. */
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

/** A ByteReader at the beginning of these bytes. */
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

/**
 * A text as UTF-8; half of a surrogate pair becomes U+FFFD, as in TextEncoder, which is Node's and the browser's and so
 * is not to be had here.
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text.toWellFormed()) {
    const point = character.codePointAt(0) ?? 0;
    const tail = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[length] = tail === 0 ? point : ((0xff00 >> (tail + 1)) & 0xff) | (point >> (6 * tail));
    for (let rest = tail - 1; rest >= 0; rest -= 1) bytes[length + tail - rest] = 0x80 | ((point >> (6 * rest)) & 0x3f);
    length += tail + 1;
  }
  return bytes.slice(0, length);
}

/** The text that encodeUtf8() turned into these bytes; what other bytes give is not defined. */
export function decodeUtf8(bytes: Uint8Array): string {
  const characters: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const tail = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    let point = tail === 0 ? lead : lead & (0x3f >> tail);
    for (let rest = 1; rest <= tail; rest += 1) point = (point << 6) | ((bytes[at + rest] ?? 0) & 0x3f);
    characters.push(String.fromCodePoint(point));
    at += tail + 1;
  }
  return characters.join('');
}
