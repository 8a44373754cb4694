import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `cdk synth` does when all is well. */
export const WRITES_TEMPLATE =
  'mkdirSync("cdk.out", { recursive: true }); writeFileSync("cdk.out/Terroir.template.json", "{}");';

/** The files and folders of a repository of which a template is made. */
export async function layOut(root: string): Promise<void> {
  for (const folder of [
    'contract',
    'resolvers',
    'store',
    'functions',
    'classifier',
    'artifacts',
    'tabular',
    'infra',
    'models/starter',
    'data/wine-reviews',
    'generated',
  ]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  const dataset = 'data/wine-reviews/wine-reviews.dataset.br';
  for (const file of ['schema.graphql', 'package-lock.json', 'cdk.json', 'infra/app.ts', dataset]) {
    await writeFile(join(root, file), file);
  }
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
