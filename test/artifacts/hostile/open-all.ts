import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
 * JSON for each of the others: what it was refused with, in how many ms, and by how many bytes the process was larger
 * meanwhile than before: where the system cannot forget a peak (Linux can), than before the first of them.
 */

const [folder = ''] = process.argv.slice(2);
const collect = globalThis.gc ?? (() => undefined);
/** The most memory that the process has had, since the peak was forgotten or ever. */
function peakBytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read('/proc/self/status'))?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) * 1024;
}

/** Forgets the peak: proc(5), /proc/pid/clear_refs. Returns whether this system can. */
function forgetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

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
let baseBytes = process.memoryUsage().rss;
for (const version of readdirSync(folder)
  .filter((name) => name !== 'sound')
  .sort()) {
  collect();
  if (forgetPeak()) baseBytes = process.memoryUsage().rss;
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
