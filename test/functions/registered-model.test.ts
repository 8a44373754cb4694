import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../classifier/fit/random.ts';
import { type ModelFile, MODEL_FILES } from '../../contract/objects.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { digestOf } from '../../artifacts/digest.ts';
import { ModelRefused } from '../../artifacts/open.ts';
import { loadRegistered } from '../../functions/registered-model.ts';
import { type Bucket, modelKey } from '../../store/s3/bucket.ts';
import { FIGURE } from '../promises/reporter.ts';
import { makeSound, type SoundFiles } from '../artifacts/hostile/version-files.ts';

const CHANGES = 1_200;
const NONE = { id: 'v-sound' } as Omit<StoredVersion, 'files'>;

let sound: SoundFiles;
let other: SoundFiles;
beforeAll(async () => {
  [sound, other] = [await makeSound(), await makeSound(150)];
});

/** A version as it was registered with these files. */
function register(files: SoundFiles): StoredVersion {
  const stored = MODEL_FILES.map((file) => {
    return [file, { key: modelKey('v-sound', file), versionId: `${file}-1`, ...digestOf(files[file]) }] as const;
  });
  return { ...NONE, files: Object.fromEntries(stored) as StoredVersion['files'] };
}

/** What S3 answers a GetObject with. */
interface Answer {
  bytes: Uint8Array;
  versionId: string | undefined;
}

/** A bucket that answers with these files, whatever was registered; `told` are the keys that it was asked for. */
function bucketOf(files: SoundFiles, change: (file: ModelFile, answer: Answer) => Answer = (_, answer) => answer) {
  const told: string[] = [];
  const send = ({ input }: { input: { Key: string } }) => {
    told.push(input.Key);
    const file = MODEL_FILES.find((name) => input.Key.endsWith(name))!;
    const { bytes, versionId } = change(file, { bytes: files[file], versionId: `${file}-1` });
    const Body = { transformToByteArray: () => Promise.resolve(bytes) };
    return Promise.resolve({ Body, ContentLength: bytes.length, VersionId: versionId });
  };
  return { bucket: { name: 'models', s3: { send } } as unknown as Bucket, told };
}

const load = (bucket: Bucket, version: StoredVersion) => loadRegistered(bucket, version, AbortSignal.timeout(10_000));

const upTo = (random: Random, end: number): number => Math.floor(random.next() * end);

/** Ways in which bytes come to be others; each gives others, but for two bytes that are alike. */
const DAMAGES: Record<string, (bytes: Uint8Array, random: Random, instead: Uint8Array) => Uint8Array> = {
  'a bit is flipped': (bytes, random) => {
    const at = upTo(random, bytes.length);
    return bytes.with(at, bytes[at]! ^ (1 << upTo(random, 8)));
  },
  'bytes are written over': (bytes, random) => {
    const start = upTo(random, bytes.length);
    return bytes.map((byte, at) => (at >= start && at < start + 100 ? upTo(random, 256) : byte));
  },
  'a block is zeros': (bytes, random) => new Uint8Array(bytes).fill(0, upTo(random, bytes.length - 1)),
  'it is cut off': (bytes, random) => bytes.slice(0, upTo(random, bytes.length)),
  'its beginning is missing': (bytes, random) => bytes.slice(1 + upTo(random, bytes.length - 1)),
  'something is put in': (bytes, random) => {
    const at = upTo(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + upTo(random, 50)), bytes.subarray(at)]);
  },
  'two parts are exchanged': (bytes, random) => {
    const at = 1 + upTo(random, bytes.length - 1);
    return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
  },
  'it is another version’s': (_bytes, _random, instead) => instead,
  'it goes on as another version’s': (bytes, random, instead) => {
    const at = upTo(random, Math.min(bytes.length, instead.length));
    return Buffer.concat([bytes.subarray(0, at), instead.subarray(at)]);
  },
};

/** Each change with the next damage, of the files in turn; those are passed over that give the same bytes. */
function* changes(): Generator<{ file: ModelFile; damage: string; bytes: Uint8Array }> {
  const random = createRandom(5);
  const damages = Object.entries(DAMAGES);
  for (let at = 0, given = 0; given < CHANGES; at += 1) {
    const file = MODEL_FILES[at % MODEL_FILES.length]!;
    const [damage, change] = damages[Math.floor(at / MODEL_FILES.length) % damages.length]!;
    const bytes = change(sound[file], random, other[file]);
    if (Buffer.compare(bytes, sound[file]) === 0) continue;
    given += 1;
    yield { file, damage, bytes };
  }
}

/** Says how the version was served, or was refused in another way than it should be; undefined where all is well. */
async function complaintAbout(bucket: Bucket, version: StoredVersion, file: ModelFile): Promise<string | undefined> {
  try {
    await load(bucket, version);
    return 'served';
  } catch (error) {
    const isNamed = error instanceof ModelRefused && error.message.includes(`because of ${file}: `);
    return isNamed ? undefined : String(error);
  }
}

describe('R5: of 1,200 random changes of a registered version’s files', () => {
  it('none is served, and each refusal names the file', async ({ annotate }) => {
    const version = register(sound);
    expect((await load(bucketOf(sound).bucket, version)).version).toBe('v-sound');
    const wrong: object[] = [];
    for (const { file, damage, bytes } of changes()) {
      const complaint = await complaintAbout(bucketOf({ ...sound, [file]: bytes }).bucket, version, file);
      if (complaint !== undefined) wrong.push({ file, damage, complaint });
    }
    await annotate(`${wrong.length} of ${CHANGES} random changes served`, FIGURE);
    expect(wrong).toEqual([]);
  });

  it('none of the graph or the vocabulary is served where whoever made it registered it too, but not in the manifest', async () => {
    const wrong: object[] = [];
    for (const { file, damage, bytes } of changes()) {
      if (file === 'manifest.json') continue;
      const files = { ...sound, [file]: bytes };
      const complaint = await complaintAbout(bucketOf(files).bucket, register(files), file);
      if (complaint !== undefined) wrong.push({ file, damage, complaint });
    }
    expect(wrong).toEqual([]);
  });
});

describe('R5: a registered version is refused', () => {
  it('where S3 gives another version of an object than was registered', async () => {
    for (const versionId of ['another', 'null', undefined]) {
      const { bucket } = bucketOf(sound, (file, answer) => (file === 'model.onnx' ? { ...answer, versionId } : answer));
      await expect(load(bucket, register(sound))).rejects.toThrow('because of model.onnx: S3 gave version');
    }
  });

  it.each(['models/../datasets/labels/model.onnx', '../model.onnx', 'models/v-sound/../model.onnx', 'model.onnx', ''])(
    'where its graph is registered as %j, and nothing there is read',
    async (key) => {
      const { files, ...rest } = register(sound);
      const { bucket, told } = bucketOf(sound);
      const version = { ...rest, files: { ...files, 'model.onnx': { ...files['model.onnx'], key } } };
      await expect(load(bucket, version)).rejects.toThrow('because of model.onnx: it is registered as');
      expect(told).not.toContain(key);
    },
  );

  it('where a file is registered with 2 GB, before a byte of it is read', async () => {
    const { files, ...rest } = register(sound);
    for (const file of MODEL_FILES) {
      const { bucket, told } = bucketOf(sound);
      const version = { ...rest, files: { ...files, [file]: { ...files[file], bytes: 2 ** 31 } } };
      await expect(load(bucket, version)).rejects.toThrow(`because of ${file}: it has 2147483648 bytes`);
      expect(told).not.toContain(files[file].key);
    }
  });

  it('where it is another version’s, whole and sound', async () => {
    const { bucket } = bucketOf(sound);
    await expect(load(bucket, { ...register(sound), id: 'v-other' })).rejects.toThrow('its manifest names v-sound');
  });
});
