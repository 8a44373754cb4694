import { existsSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelRefused, openModel, type ReadModelFile } from '../../../artifacts/open.ts';
import { openScorer } from '../../../artifacts/scorer.ts';
import { readStarter } from '../../../artifacts/starter.ts';

/*
 * Opens every version in a folder of versions, in a process of its own, whose memory can be looked at:
 *     node --expose-gc test/artifacts/hostile/open-all.ts FOLDER
 * The version `sound` is opened first, so that ONNX Runtime is loaded and code is compiled, and last. Writes a line of
 * JSON for each of the others: what it was refused with, in how many ms, and by how many bytes the process has been
 * larger so far than before the first of them.
 */

const [folder = ''] = process.argv.slice(2);
const collect = globalThis.gc ?? (() => undefined);
/** The most memory that the process has ever had. */
const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;

function readerOf(version: string): ReadModelFile {
  const path = join(folder, version);
  if (existsSync(join(path, 'model.onnx.br'))) return readStarter(pathToFileURL(`${path}/`));
  return async (file, bytesMax = Infinity) => {
    const { size } = await stat(join(path, file));
    if (size > bytesMax) throw new Error(`it has ${size} bytes, and ${bytesMax} are the most`);
    return readFile(join(path, file));
  };
}

/** What opening was refused with; `served` where it was not. */
async function refusalOf(open: () => Promise<unknown>): Promise<string> {
  try {
    await open();
    return 'served';
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return `${error instanceof ModelRefused ? '' : `${name}: `}${message}`;
  }
}

async function answer(): Promise<void> {
  const model = await openModel(readerOf('sound'));
  await model.classify([{ description: 'brisk limestone, smoky and tarry', price: 20 }]);
}

for (let time = 0; time < 3; time += 1) await answer();
collect();
// What it has had before and given back counts as more, so that a hostile file cannot hide in it.
const baseBytes = process.memoryUsage().rss;
for (const version of readdirSync(folder)
  .filter((name) => name !== 'sound')
  .sort()) {
  collect();
  process.stdout.write(`${JSON.stringify({ version })}\n`);
  const startMs = performance.now();
  const refusal = await refusalOf(() => openModel(readerOf(version)));
  const ms = performance.now() - startMs;
  // The graph by itself, as whoever has no manifest would run it.
  const graph = join(folder, version, 'model.onnx');
  const bare = existsSync(graph) ? await refusalOf(async () => openScorer(await readFile(graph))) : 'none';
  process.stdout.write(`${JSON.stringify({ version, refusal, bare, ms, moreBytes: peakBytes() - baseBytes })}\n`);
}
await answer();
process.stdout.write(`${JSON.stringify({ version: 'sound', refusal: 'served', bare: '', ms: 0, moreBytes: 0 })}\n`);
