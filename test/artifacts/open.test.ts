import { loadStarter } from '../../artifacts/starter.ts';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Wine } from '../../contract/wine.ts';
import { type Model, ModelRefused } from '../../artifacts/open.ts';
import { validateWine } from '../../functions/predict/validate.ts';
import { anyLetter } from '../fuzz.ts';

/** The committed model, as a deployment serves it before anything else was trained. */
const starter = new URL('../../models/starter/', import.meta.url);
const FILES = ['manifest.json', 'model.onnx.br', 'vocabulary.bin'];
/** What a file is called in a refusal: by what it holds. */
const partOf = (file: string): string => file.replace('.br', '');
/** Whether two compressed files decompress to the same bytes. */
function holdsSame(file: string, sound: Buffer, altered: Buffer): boolean {
  if (!file.endsWith('.br')) return false;
  try {
    return brotliDecompressSync(altered).equals(brotliDecompressSync(sound));
  } catch {
    return false;
  }
}
let model: Model;
beforeAll(async () => {
  model = await loadStarter(starter);
});

describe('a model', () => {
  it('answers through ONNX Runtime what it was trained to', async () => {
    const wines = [{ variety: 'Grüner Veltliner' }, { country: 'New Zealand', description: 'Gooseberry, cut grass.' }];
    const [austrian, sauvignon] = await model.classify(wines);
    expect(austrian?.country.ranking[0]?.name).toBe('Austria');
    expect(sauvignon?.variety.ranking[0]?.name).toBe('Sauvignon Blanc');
  });

  it('answers a wine the same, to the last bit, alone and beside 99 others', async () => {
    const wines = Array.from({ length: 100 }, (_, n): Wine => ({ description: 'plum lime smoke '.repeat(n + 1) }));
    const together = await model.classify(wines);
    for (const n of [0, 1, 50, 99]) expect(await model.classify([wines[n]!])).toEqual([together[n]]);
  });

  it('answers a composed text as it answers the decomposed one', async () => {
    const [composed] = await model.classify([{ description: 'plum é', winery: 'Château'.normalize('NFC') }]);
    const [decomposed] = await model.classify([{ description: 'plum e\u0301', winery: 'Château'.normalize('NFD') }]);
    expect(composed?.country.ranking).toEqual(decomposed?.country.ranking);
    expect(composed?.variety.ranking).toEqual(decomposed?.variety.ranking);
  });

  it('answers any text that is allowed', async () => {
    const oddities = fc.constantFrom('\ud800', '\0', '\u202e', 'e\u0301', '🍷', 'ﬁ', 'İ', 'plum', ' ', '\u{e0001}');
    const text = fc.string({ unit: fc.oneof(oddities, anyLetter) });
    const given = fc.record({ description: text, winery: text, region: text, variety: text }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 60, size: 'max' }), async (list) => {
        const wines = list.map(validateWine).flatMap((row) => ('wine' in row ? [row.wine] : []));
        for (const { country } of await model.classify(wines)) {
          expect(country.ranking).toHaveLength(5);
          for (const { confidence } of country.ranking) expect(confidence).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a model is refused, by name of the file, with', () => {
  let folder: URL;
  beforeEach(async () => {
    folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'terroir-model-'))}/`);
    for (const file of FILES) await copyFile(new URL(file, starter), new URL(file, folder));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refusal = async () => {
    const error: unknown = await loadStarter(folder).then(
      () => 'not refused',
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ModelRefused);
    return (error as ModelRefused).message;
  };
  const change = async (file: string, alter: (bytes: Buffer) => Uint8Array | string) => {
    await writeFile(new URL(file, folder), alter(await readFile(new URL(file, folder))));
  };

  describe.each(FILES)('%s', (file) => {
    it('missing', async () => {
      await rm(new URL(file, folder));
      expect(await refusal()).toContain(`because of ${partOf(file)}`);
    });

    it('cut off', async () => {
      await change(file, (bytes) => bytes.subarray(0, bytes.length / 2));
      expect(await refusal()).toContain(`because of ${partOf(file)}`);
    });

    it('empty', async () => {
      await change(file, () => '');
      expect(await refusal()).toContain(`because of ${partOf(file)}`);
    });
  });

  it.each(['model.onnx.br', 'vocabulary.bin'])('R5: any one bit of %s changed', async (file) => {
    const sound = await readFile(new URL(file, folder));
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
        const altered = Buffer.from(sound);
        altered.writeUInt8(altered.readUInt8(at) ^ (1 << bit), at);
        // One bit of Brotli's header only says how far back copies may reach: the graph is the same, and rightly
        // served.
        fc.pre(!holdsSame(file, sound, altered));
        await writeFile(new URL(file, folder), altered);
        expect(await refusal()).toContain(`because of ${partOf(file)}: `);
      }),
      { numRuns: 20, examples: [[0, 1]] },
    );
  });

  it.each(['model.onnx.br', 'vocabulary.bin'])(
    'R6: a %s that never was one, though its digest is right',
    async (file) => {
      const none = Buffer.from('no such thing');
      await change(file, () => (file.endsWith('.br') ? brotliCompressSync(none) : none));
      await change('manifest.json', (bytes) => {
        const manifest = JSON.parse(bytes.toString()) as { files: Record<string, unknown> };
        manifest.files[partOf(file)] = { bytes: 13, sha256: createHash('sha256').update(none).digest('hex') };
        return JSON.stringify(manifest);
      });
      expect(await refusal()).toContain(`because of ${partOf(file)}`);
    },
  );
});
