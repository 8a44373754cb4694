import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Example, fingerprintText } from '../../../classifier/example.ts';
import { exportOnnx } from '../../../classifier/export-onnx.ts';
import { train } from '../../../classifier/train.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/training-settings.ts';
import { encodeVocabulary } from '../../../classifier/vocabulary.ts';

/** Word of the note, country, variety. */
const WINES = [
  ['plum', 'Italy', 'Merlot'],
  ['lime', 'Germany', 'Riesling'],
  ['smoke', 'France', 'Syrah'],
  ['mint', 'Chile', 'Carmenère'],
  ['cherry', 'US', 'Pinot Noir'],
] as const;

/** Trains a model on a hundred made-up notes, and writes its files into a folder of its own. */
export async function writeSmallModel(): Promise<URL> {
  const examples = WINES.flatMap(([word, country, variety]) =>
    Array.from({ length: 20 }, (_, n): Example => {
      const description = `Note ${'abcdefghijklmnopqrst'[n]} of ${word}, deep ${word}.`;
      return { description, country, variety, source: 'made up', fingerprint: fingerprintText(description) };
    }),
  );
  const { model } = await train(examples, { ...DEFAULT_SETTINGS, fewestExamples: 2 });
  if (model === undefined) throw new Error('The small model could not be trained.');
  const { vocabulary, targets } = model;
  const featureCount = vocabulary.weights.length;
  const files = {
    'model.onnx': exportOnnx(targets, featureCount, 'float32'),
    'vocabulary.bin': encodeVocabulary(vocabulary),
  };
  const targetOf = ({ classes, bias, temperature }: (typeof targets)['country']) => {
    return { classes, bias: [...bias], temperature, prior: classes.map(() => 1 / classes.length) };
  };
  const manifest = {
    format: 1,
    version: 'small',
    targets: { country: targetOf(targets.country), variety: targetOf(targets.variety) },
    featureCount,
    features: DEFAULT_SETTINGS.features,
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, digestOf(bytes)])),
  };
  const folder = await mkdtemp(join(tmpdir(), 'terroir-model-'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return pathToFileURL(`${folder}/`);
}

/** As a manifest names a file. */
export function digestOf(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
