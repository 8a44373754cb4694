import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepository } from './tidy/sources.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

interface Stage {
  name: string;
  base: string;
  instructions: string[];
}

const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean);

const stages: Stage[] = [];
for (const instruction of instructions) {
  const [, base, name] = /^FROM (\S+) AS (\S+)$/.exec(instruction) ?? [];
  if (base !== undefined && name !== undefined) stages.push({ base, name, instructions: [] });
  else stages.at(-1)?.instructions.push(instruction);
}

/** The instructions of one stage that begin so. */
function of(name: string, instruction: string): string[] {
  const stage = stages.find((one) => one.name === name);
  return (stage?.instructions ?? []).filter((one) => one.startsWith(`${instruction} `));
}

describe('the Dockerfile', () => {
  it('has a stage for each image, the laptop host last, so that it is what a plain docker build makes', () => {
    expect(stages.map(({ name }) => name)).toEqual(['lambda', 'train', 'ci', 'host-files', 'host']);
  });

  it('takes every base image by an argument, whose default has tag and digest', () => {
    const defaults = instructions.flatMap((one) => /^ARG (\w+)=(\S+)$/.exec(one)?.slice(1, 3) ?? []);
    const images = Object.fromEntries(defaults.flatMap((name, at) => (at % 2 ? [] : [[name, defaults[at + 1]]])));
    for (const { base } of stages) {
      expect(images[/^\$\{(\w+)\}$/.exec(base)?.[1] ?? base], base).toMatch(/^\S+:\S+@sha256:[0-9a-f]{64}$/);
    }
  });

  it('runs nothing as root that others reach: the host, CI and a training have a number for a user', () => {
    for (const name of ['train', 'ci', 'host']) expect(of(name, 'USER').at(-1)).toBe('USER 10001:10001');
  });

  it('leaves npm, shell and all that builds outside the image of the host: it runs nothing, and copies two folders', () => {
    expect(of('host', 'RUN')).toEqual([]);
    expect(of('host', 'COPY')).toEqual([
      'COPY --from=host-files /image/ /',
      'COPY --from=host-files --chown=10001:10001 /data /data',
    ]);
    expect(of('host-files', 'RUN').join()).not.toMatch(/npm (ci|install)|\/lib\/node_modules/);
  });

  it('is told healthy by node, keeps what it stores in a volume, and is reached because it says so', () => {
    expect(of('host', 'HEALTHCHECK').join()).toMatch(/CMD \["node", "-e", /);
    expect(of('host', 'VOLUME')).toEqual(['VOLUME ["/data"]']);
    expect(of('host', 'ENTRYPOINT').join()).toContain('"--host", "0.0.0.0", "--data", "/data"');
  });

  it('is given secrets by mounts alone: no argument and no variable holds one', () => {
    const named = instructions.filter((one) => /^(ARG|ENV) .*(TOKEN|SECRET|PASSWORD|KEY)/i.test(one));
    expect(named).toEqual([]);
    expect(of('ci', 'RUN').filter((one) => one.includes('npm ci'))).toEqual([
      expect.stringContaining('--mount=type=secret,id=npmrc,') as string,
    ]);
  });
});

describe('.dockerignore', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const named = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));

  it('leaves out everything that it does not name, and again what tools write wherever it lies', () => {
    expect(lines[0]).toBe('*');
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('!')) + 1);
    for (const kind of ['node_modules', 'cdk.out', '.local', 'dist', '.env*', '*.pem', 'host.json', 'outputs.json'])
      expect(last).toContain(`**/${kind}`);
    expect(named.filter((name) => /[*?]|^\.git$/.test(name))).toEqual([]);
  });

  it('names all that the repository has at its top, so that the image of CI tests the whole of it', () => {
    const tops = new Set(readRepository().map(({ path }) => path.split('/')[0] ?? path));
    expect(named.toSorted()).toEqual([...tops].toSorted());
  });
});

describe('compose.yaml', () => {
  const compose = read('compose.yaml');

  it.each([
    ['publishes the port to this machine only', "- '127.0.0.1:4000:4000'"],
    ['keeps what is stored in a volume', '- terroir:/data'],
    ['lets nothing be written beside it', 'read_only: true'],
    ['but what is for the moment', '- /tmp:mode=1777'],
    ['takes every right of root away', 'cap_drop:\n      - ALL'],
    ['and lets none be gained', 'no-new-privileges:true'],
  ])('%s', (_, line) => {
    expect(compose).toContain(line);
  });
});

it('CI lints the Dockerfile, and builds and runs the images, in every run', () => {
  expect(read('.ci/run')).toContain('\n.ci/image\n');
  expect(readdirSync(join(import.meta.dirname, '../.ci'))).toContain('image');
  expect(read('.ci/image')).toMatch(/HADOLINT=\d+\.\d+\.\d+\n/);
});
