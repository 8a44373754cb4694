import { brotliCompressSync } from 'node:zlib';
import { MODEL_FILES } from '../../../contract/objects.ts';
import { CONSTANTS, changing, withNumber } from './graph/constants.ts';
import { OPERATORS } from './graph/operators.ts';
import { WIRE } from './graph/wire.ts';
import { BASELINES } from './manifest/baseline.ts';
import { FIELDS } from './manifest/fields.ts';
import { TEXTS } from './manifest/texts.ts';
import { COMPRESSED } from './version/compressed.ts';
import { collide, VOCABULARY } from './version/vocabulary.ts';
import { type HostileVersion, manifestOf, seal, type SoundFiles, type VersionFiles } from './version-files.ts';
import { toJson } from '../../../artifacts/make.ts';

/** Every hostile version there is. Digests are right wherever they are not what is wrong. */
export function buildCorpus(sound: SoundFiles, other: SoundFiles): HostileVersion[] {
  const withGraph = (graph: Uint8Array) => seal(sound, { 'model.onnx': graph });
  const graphs = { wire: WIRE, operators: OPERATORS, constants: CONSTANTS };
  const { 'model.onnx': graph, ...rest } = sound;
  return [
    ...Object.entries(graphs).flatMap(([kind, damages]) =>
      damages.map(([name, says, damage]) => ({ name: `${kind}: ${name}`, says, files: withGraph(damage(graph)) })),
    ),
    ...TEXTS.map(([name, says, damage]) => {
      return { name: `manifest: ${name}`, says, files: { ...sound, 'manifest.json': damage(sound['manifest.json']) } };
    }),
    ...[...FIELDS, ...BASELINES].map(([name, says, damage]) => {
      const manifest = manifestOf(sound);
      damage(manifest);
      return { name: `manifest: ${name}`, says, files: { ...sound, 'manifest.json': toJson(manifest) } };
    }),
    ...VOCABULARY.map(([name, says, damage]) => {
      const files = seal(sound, { 'vocabulary.bin': damage(sound['vocabulary.bin']) });
      return { name: `vocabulary: ${name}`, says, files };
    }),
    ...COMPRESSED.map(([name, says, damage]) => {
      const files = { ...rest, 'model.onnx.br': damage(brotliCompressSync(graph)) };
      return { name: `compressed: ${name}`, says, files };
    }),
    ...exchanges(sound, other),
  ];
}

/** Files that are sound by themselves, but not these together, or not those that the manifest names. */
function exchanges(sound: SoundFiles, other: SoundFiles): HostileVersion[] {
  const sealed = (changed: Partial<SoundFiles>) => seal(sound, changed);
  const { 'model.onnx': graph, 'vocabulary.bin': vocabulary } = other;
  const crowded = manifestOf(sound);
  crowded.featureCount = 60_000;
  return [
    {
      name: 'exchanged: the graph of another version',
      says: 'SHA-256',
      files: exchange(
        sound,
        'model.onnx',
        sound['model.onnx'].map((byte, at) => (at === 999 ? byte ^ 1 : byte)),
      ),
    },
    {
      name: 'exchanged: the files of another version',
      says: 'bytes, and',
      files: { ...other, 'manifest.json': sound['manifest.json'] },
    },
    {
      name: 'exchanged: the manifest of another version',
      says: 'bytes, and',
      files: { ...sound, 'manifest.json': other['manifest.json'] },
    },
    {
      name: 'exchanged: graph for vocabulary',
      says: 'bytes, and',
      files: { ...sound, 'model.onnx': sound['vocabulary.bin'], 'vocabulary.bin': sound['model.onnx'] },
    },
    {
      name: 'exchanged: the graph of another version, named',
      says: 'in the graph, ',
      files: sealed({ 'model.onnx': graph }),
    },
    {
      name: 'exchanged: the vocabulary of another version, named',
      says: 'by the manifest',
      files: sealed({ 'vocabulary.bin': vocabulary }),
    },
    {
      name: 'exchanged: a bias',
      says: 'the bias of country 1',
      files: sealed({ 'model.onnx': changing('country_bias', withNumber(0.25))(sound['model.onnx']) }),
    },
    {
      name: 'exchanged: the first feature',
      says: "number of the variety's first feature",
      files: sealed({
        'model.onnx': changing('variety_before', () => ({ values: Int32Array.of(5) }))(sound['model.onnx']),
      }),
    },
    {
      name: 'vocabulary: keys that lie behind one another',
      says: 'keys that are alike',
      files: seal({ ...sound, 'manifest.json': toJson(crowded) }, { 'vocabulary.bin': collide() }),
    },
    ...MODEL_FILES.map((file) => {
      const files: VersionFiles = { ...sound };
      delete files[file];
      return { name: `missing: ${file}`, says: `because of ${file}`, files };
    }),
  ];
}

function exchange(sound: SoundFiles, file: keyof SoundFiles, bytes: Uint8Array): SoundFiles {
  return { ...sound, [file]: bytes };
}
