import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { INPUTS } from '../../cli/laptop/synth.ts';

/** What `cdk synth` does when all is well. */
export const WRITES_TEMPLATE =
  'mkdirSync("cdk.out", { recursive: true }); writeFileSync("cdk.out/Terroir.template.json", "{}");';

/** The files and folders of a repository of which a template is made. */
export async function layOut(root: string): Promise<void> {
  // What has no ending is a folder.
  for (const path of INPUTS) {
    const isFile = /\.\w+$/.test(path);
    await mkdir(join(root, isFile ? dirname(path) : path), { recursive: true });
    if (isFile) await writeFile(join(root, path), path);
  }
  await writeFile(join(root, 'infra/app.ts'), 'infra/app.ts');
}

/** Puts a program in the place of cdk: it notes its arguments in the file `log`, and does that. */
export async function fakeCdk(root: string, does: string): Promise<void> {
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await writeFile(
    join(root, 'node_modules/.bin/cdk'),
    `const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
appendFileSync("log", "cdk " + process.argv.slice(2).join(" ") + "\\n");
${does}`,
  );
}
