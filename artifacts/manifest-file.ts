import { MODEL_FILE_BYTES_MAX } from '../classifier/files/limits.ts';
import { type Manifest, ManifestError, parseManifest } from '../classifier/files/manifest.ts';

/** So many lists and objects may lie within each other: eight do in those that this code writes. */
const DEPTH_MAX = 16;
/** So many values there may be: some twenty times as many as in the starter version's manifest. */
const VALUES_MAX = 200_000;

/** Whatever is in so few bytes, to parse them takes little; the starter version's manifest has half of them. */
const PARSED_BYTES_MAX = 200_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Reads the bytes of manifest.json. What is in a large one is counted before it is parsed, so that a file that was made
 * to take up memory does not.
 *
 * Errors: ManifestError where they are too many, no JSON, or not a manifest; it names the field that is wrong.
 */
export function readManifestFile(bytes: Uint8Array): Manifest {
  const bytesMax = MODEL_FILE_BYTES_MAX['manifest.json'];
  if (bytes.length > bytesMax) throw new ManifestError(`It has ${bytes.length} bytes; ${bytesMax} are the most.`);
  if (bytes.length > PARSED_BYTES_MAX) refuseFlood(bytes);
  return parseManifest(parseJson(bytes));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ManifestError('It is not JSON in UTF-8.', { cause });
  }
}

/** Errors: ManifestError where the JSON is deeper, or has more values, than a manifest has. */
function refuseFlood(json: Uint8Array): void {
  let depth = 0;
  let values = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) isText = !isText;
    else if (isText) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > DEPTH_MAX) throw new ManifestError(`It has more than ${DEPTH_MAX} lists and objects in each other.`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    else if (byte === COMMA) values += 1;
  }
  if (values > VALUES_MAX) throw new ManifestError(`It has ${values} values; ${VALUES_MAX} are the most.`);
}
