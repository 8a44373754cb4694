/** Bytes in place of manifest.json, and what the refusal of them says. */
type Damage = [name: string, says: string, damage: (manifest: Uint8Array) => Uint8Array];

const text = (bytes: string) => () => Buffer.from(bytes);

/** What is no JSON, or more of it than a manifest has. */
export const TEXTS: Damage[] = [
  ['nothing', 'not JSON', text('')],
  ['null', 'not a JSON object', text('null')],
  ['a list', 'not a JSON object', text('[1, 2]')],
  ['half of it', 'not JSON', (manifest) => manifest.subarray(0, manifest.length / 2)],
  ['something behind its end', 'not JSON', (manifest) => Buffer.concat([manifest, Buffer.from('{}')])],
  ['UTF-16', 'not JSON', (manifest) => Buffer.from(Buffer.from(manifest).toString(), 'utf16le')],
  ['bytes that are no UTF-8', 'not JSON', (manifest) => Buffer.from(manifest).fill(0xff, 100, 110)],
  ['4,000,000 lists in each other', 'lists and objects in each other', text('['.repeat(4_000_000))],
  ['700,000 objects in each other', 'lists and objects in each other', text('{"a":'.repeat(700_000))],
  ['1,000,000 objects beside each other', 'values', text(`[${'{},'.repeat(1_000_000)}{}]`)],
  ['2,000,000 numbers', 'values', text(`[${'1,'.repeat(2_000_000)}1]`)],
  [
    '10^6 classes',
    'are the most',
    (manifest) =>
      Buffer.from(
        Buffer.from(manifest)
          .toString()
          .replace('"classes": [', `"classes": [${'"c",'.repeat(1_000_000)}`),
      ),
  ],
  [
    '300,000 classes',
    'values',
    (manifest) =>
      Buffer.from(
        Buffer.from(manifest)
          .toString()
          .replace('"classes": [', `"classes": [${'"c",'.repeat(300_000)}`),
      ),
  ],
  ['5 MB of spaces', 'are the most', (manifest) => Buffer.concat([Buffer.alloc(5_000_000, 0x20), manifest])],
  [
    'a text of 3 MB',
    '"version"',
    (manifest) => Buffer.from(Buffer.from(manifest).toString().replace('v-sound', 'v'.repeat(3_000_000))),
  ],
  [
    '__proto__ with what is not there',
    '__proto__ must not be there',
    (manifest) => Buffer.from(Buffer.from(manifest).toString().replace('{', '{"__proto__": {"isAdmin": true},')),
  ],
  [
    'a number of 1e400',
    'must',
    (manifest) =>
      Buffer.from(
        Buffer.from(manifest)
          .toString()
          .replace(/"accuracy": [\d.]+/, '"accuracy": 1e400'),
      ),
  ],
  [
    'a number of 1e400 where nobody looks',
    'finite',
    (manifest) => Buffer.from(Buffer.from(manifest).toString().replace('{', '{"more": {"a": [1e400]},')),
  ],
];
