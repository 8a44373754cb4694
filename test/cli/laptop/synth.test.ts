import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { INPUTS, synthesizeIfChanged } from '../../../cli/laptop/synth.ts';
import { fakeCdk, layOut, WRITES_TEMPLATE } from '../fake-cdk.ts';
import { isRunning } from '../spawned.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await layOut(stage.root);
  await fakeCdk(stage.root, WRITES_TEMPLATE);
});
afterEach(() => stage.clear());

const log = (): Promise<string> => readFile(join(stage.root, 'log'), 'utf8').catch(() => '');
const change = (path: string, content = 'changed'): Promise<void> => writeFile(join(stage.root, path), content);

describe('synthesizeIfChanged', () => {
  it('synthesizes once, as long as nothing changes', async () => {
    expect(await synthesizeIfChanged(stage)).toBe(join(stage.root, 'cdk.out'));
    await synthesizeIfChanged(stage);
    expect(await log()).toBe('cdk synth --quiet\n');
    expect(stage.told).toEqual(['Making the template from the sources (cdk synth) …']);
  });

  it.each<readonly [string, () => Promise<void>]>([
    ...INPUTS.map((path) => [path, () => change(/\.\w+$/.test(path) ? path : `${path}/another.ts`)] as const),
    ['a file less', () => rm(join(stage.root, 'infra/app.ts'))],
    ['the template itself, by another synth', () => change('cdk.out/Terroir.template.json')],
    ['the template, which is gone', () => rm(join(stage.root, 'cdk.out/Terroir.template.json'))],
    ['its own note of what was made', () => change('cdk.out/start-digests.json', 'null')],
  ])('synthesizes again after a change of %s', async (_, changeIt) => {
    await synthesizeIfChanged(stage);
    await changeIt();
    await synthesizeIfChanged(stage);
    await synthesizeIfChanged(stage);
    expect(await log()).toBe('cdk synth --quiet\ncdk synth --quiet\n');
  });

  it('does not look at what is no part of the template', async () => {
    await synthesizeIfChanged(stage);
    await change('README.md');
    await synthesizeIfChanged(stage);
    expect(await log()).toBe('cdk synth --quiet\n');
  });

  it('passes on what cdk complains of, and tries again the next time', async () => {
    await fakeCdk(stage.root, `${WRITES_TEMPLATE} console.error("AwsSolutions-S1: no log"); process.exit(1);`);
    const message = 'The template could not be made. cdk synth says:\nAwsSolutions-S1: no log';
    await expect(synthesizeIfChanged(stage)).rejects.toThrow(message);
    await expect(synthesizeIfChanged(stage)).rejects.toThrow(message);
  });

  it('ends cdk with all that it started when it is stopped', async () => {
    const child = 'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])';
    await fakeCdk(stage.root, `appendFileSync("log", "child " + ${child}.pid); setInterval(() => {}, 1000);`);
    const synth = synthesizeIfChanged(stage);
    const pid = await vi.waitUntil(async () => Number(/child (\d+)$/.exec(await log())?.[1] ?? 0));
    stage.stop();
    await expect(synth).rejects.toThrow('Stopped.');
    await vi.waitUntil(() => !isRunning(pid));
  });
});
