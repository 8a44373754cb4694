import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { explainFolderFault } from '../failure.ts';
import { FOLDER_MODE } from '../state/owner-only.ts';
import type { SynthesizedStack } from '../template/read.ts';

/**
 * Copies a template with all that it refers to, as `cdk synth` would have written it there; nothing where the folder is
 * there already. Files are linked where they can be: whatever writes a cloud assembly makes new ones. Errors: HostError
 * where there is no room, with nothing of the folder left.
 */
export function copyStack(stack: SynthesizedStack, folder: string): void {
  if (existsSync(folder)) return;
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  try {
    writeDraft(stack, draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw explainFolderFault(error, folder);
  }
}

function writeDraft({ name, template, assets, images }: SynthesizedStack, draft: string): void {
  mkdirSync(draft, { recursive: true, mode: FOLDER_MODE });
  const templateFile = `${name}.template.json`;
  // The CDK lists the template too, which is written anew: through a link it would be written where it came from.
  const wanted = [...assets].filter(([, path]) => existsSync(path) && basename(path) !== templateFile);
  const files = wanted.map(([objectKey, path]) => {
    copyTree(path, join(draft, basename(path)));
    return [objectKey, { source: { path: basename(path) }, destinations: { here: { objectKey } } }] as const;
  });
  writeFileSync(join(draft, templateFile), JSON.stringify(template));
  const built = [...images].filter(([, { folder }]) => existsSync(folder));
  const dockerImages = built.map(([imageTag, { folder, dockerfile, target }]) => {
    copyTree(folder, join(draft, basename(folder)));
    const source = { directory: basename(folder), dockerFile: dockerfile, dockerBuildTarget: target };
    return [imageTag, { source, destinations: { here: { imageTag } } }] as const;
  });
  const manifest = { files: Object.fromEntries(files), dockerImages: Object.fromEntries(dockerImages) };
  writeFileSync(join(draft, `${name}.assets.json`), JSON.stringify(manifest));
}

function copyTree(from: string, to: string): void {
  if (!statSync(from).isDirectory()) return copyFile(from, to);
  mkdirSync(to, { recursive: true, mode: FOLDER_MODE });
  for (const name of readdirSync(from)) copyTree(join(from, name), join(to, name));
}

/** On another disk, and where links are not allowed, it is copied. */
function copyFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
