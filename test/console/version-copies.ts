import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { openLaptop, type Place } from '../../cli/deployment/place.ts';
import { MODEL_FILES, type ModelFile } from '../../contract/objects.ts';
import type { GateDecision, StoredFile, StoredVersion } from '../../contract/stored/models.ts';
import { modelKey, putOnce } from '../../store/s3/bucket.ts';
import { putVersion } from '../../store/models/models.ts';
import type { HostReady } from '../../cli/laptop/host-file.ts';

const STARTER = fileURLToPath(new URL('../../models/starter/', import.meta.url));

/** What the gate is said to have found of a copy. */
const HELD_BACK: GateDecision = {
  promoted: false,
  reason: 'variety log loss is worse than the limit.',
  decidedBy: 'variety log loss',
  checks: [
    {
      ...{ name: 'variety log loss', target: 'VARIETY', passed: false, champion: 1.21, challenger: 1.31, limit: 1.24 },
      ...{ low: 1.28, high: 1.34, n: 1606, detail: 'The log loss is 1.31, the limit 1.24.' },
    },
    {
      ...{ name: 'parity', target: null, passed: true, champion: null, challenger: 0.000002, limit: 0.00001 },
      ...{ low: null, high: null, n: null, detail: 'ONNX Runtime gives the trainer’s probabilities.' },
    },
  ],
};

/** The parts of a manifest that a copy tells otherwise. */
interface ManifestParts {
  version: string;
  training: { settings: { seed: number } };
  evaluation: Record<string, { regimes: Record<string, { accuracy: number }> }>;
}

/**
 * Registers versions that answer as the starter version does, for whoever is asked meanwhile should notice nothing.
 * They differ from it by a setting and a figure. Those behind the first share its files: they are listed, not served.
 */
export async function registerCopies(
  host: HostReady,
  ids: readonly string[],
  changes: Partial<StoredVersion> = {},
): Promise<void> {
  const place = openLaptop(host);
  const [first = ''] = ids;
  const manifest = JSON.parse(await readFile(`${STARTER}manifest.json`, 'utf8')) as ManifestParts;
  manifest.version = first;
  manifest.training.settings.seed += 1;
  const measured = manifest.evaluation['variety']?.regimes['noteAndNumbers'];
  if (measured) measured.accuracy -= 0.1;
  const files = await putFiles(place, first, Buffer.from(JSON.stringify(manifest)));
  const models = place.openTable(place.output('modelsTable'));
  for (const [at, id] of ids.entries()) {
    const version: StoredVersion = {
      ...{
        id,
        createdAt: new Date(Date.now() - 1000 * (ids.length - at)).toISOString(),
        trainedBy: '01KASX0000000000000000000R',
      },
      ...{ examples: 36_530, countryAccuracy: 0.93, varietyAccuracy: 0.5 + ((at * 7) % 10) / 100, inputs: id, files },
      ...{ evaluation: JSON.stringify(manifest.evaluation), decision: HELD_BACK, rejected: true, ...changes },
    };
    await putVersion(models, version, Date.now() + 10_000);
  }
}

async function putFiles(place: Place, id: string, manifest: Buffer): Promise<Record<ModelFile, StoredFile>> {
  const bucket = place.openBucket(place.output('modelBucket'));
  const bytes: Record<ModelFile, Uint8Array> = {
    'model.onnx': brotliDecompressSync(await readFile(`${STARTER}model.onnx.br`)),
    'vocabulary.bin': await readFile(`${STARTER}vocabulary.bin`),
    'manifest.json': manifest,
  };
  const put = async (file: ModelFile) => [file, await putOnce(bucket, modelKey(id, file), bytes[file])] as const;
  return Object.fromEntries(await Promise.all(MODEL_FILES.map(put))) as Record<ModelFile, StoredFile>;
}
