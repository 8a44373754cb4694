/** A text as UTF-8; half of a surrogate pair becomes U+FFFD, as everywhere. (The room has neither Node nor a browser.) */
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

/** Reads what encodeUtf8() wrote. */
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
