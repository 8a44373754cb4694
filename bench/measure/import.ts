import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepTrackOf, stop } from '../children/child.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { ROOT } from '../places.ts';
import type { Run } from '../run.ts';
import { listResidents } from '../soak/processes.ts';
import { startHost } from './host.ts';
import { writeNoise } from './noise-file.ts';
import type { Size } from './noise-file.ts';

/** How large the files are: one by its rows, one by its bytes. */
const FILES = {
  whole: [{ rows: 160_000 }, { bytes: 1_000_000_000 }],
  quick: [{ rows: 5_000 }, { bytes: 5_000_000 }],
};
const SAMPLE_EVERY_MS = 500;

/** How fast `terroir import` reads rows into the laptop host, and in how much memory, files of two sizes. */
export async function measureImport(run: Run): Promise<Figure[]> {
  run.say('starting the laptop host');
  const host = await startHost(run);
  try {
    const figures: Figure[] = [];
    for (const [at, size] of FILES[run.options.quick ? 'quick' : 'whole'].entries()) {
      const file = join(run.scratch, `rows-${at}.csv`);
      run.say('writing a file of noise');
      const rows = await writeNoise(file, size);
      run.say(`importing ${rows} rows`);
      const imported = await importFile(file, host.folder, host.child.pid ?? 0);
      rmSync(file);
      figures.push(...toFigures('rows' in size ? 'rows' : 'bytes', nameOf(size, rows), rows, imported));
    }
    return figures;
  } finally {
    await stop(host.child);
  }
}

function nameOf(size: Size, rows: number): string {
  const count = `${rows.toLocaleString('en')} rows`;
  return 'rows' in size ? count : `a file of ${(size.bytes / 1e6).toLocaleString('en')} MB, ${count}`;
}

interface Imported {
  seconds: number;
  /** The most memory that the command had, and the host's own process. */
  commandMb: number;
  hostMb: number;
}

function toFigures(id: string, what: string, rows: number, { seconds, commandMb, hostMb }: Imported): Figure[] {
  const common = { part: 'import', peers: {} } as const;
  const memory = { ...common, unit: 'MB', better: 'lower' } as const;
  return [
    {
      ...common,
      id: `import.${id}.rate`,
      what: `${what}: rows`,
      unit: 'per second',
      better: 'higher',
      terroir: spreadOf([rows / seconds]),
    },
    { ...memory, id: `import.${id}.command`, what: 'the most memory of the command', terroir: spreadOf([commandMb]) },
    { ...memory, id: `import.${id}.host`, what: 'the most memory of the host', terroir: spreadOf([hostMb]) },
  ];
}

async function importFile(file: string, folder: string, hostPid: number): Promise<Imported> {
  const command = fileURLToPath(new URL('cli/terroir.ts', ROOT));
  const args = [command, 'import', file, '--data', folder, '--by', 'bench'];
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  keepTrackOf(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2_000)));
  let [commandMb, hostMb] = [0, 0];
  const sampler = setInterval(() => {
    commandMb = Math.max(commandMb, ...listResidents(child.pid ?? 0).map(({ megabytes }) => megabytes));
    const host = listResidents(hostPid).find(({ name }) => name === 'host');
    hostMb = Math.max(hostMb, host?.megabytes ?? 0);
  }, SAMPLE_EVERY_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(sampler);
  if (code !== 0) throw new Error(`terroir import ended with ${code}:\n${errors}`);
  return { seconds: (performance.now() - started) / 1000, commandMb, hostMb };
}
