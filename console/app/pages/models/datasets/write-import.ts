/**
 * What a dataset is called after its file, as the command does: `My cellar.csv.gz` makes `my-cellar`. Of a file whose
 * name has no letter that is allowed it is `dataset`, which is there to be changed; the command asks for a name.
 */
export function nameAfter(fileName: string): string {
  const name = fileName
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return name || 'dataset';
}

/** The command that imports a file, as a shell takes it: into the laptop host, or into a deployment on AWS. */
export function writeImport(fileName: string, isOnAws: boolean): string {
  return `npm run terroir -- import ${quote(fileName)}${isOnAws ? ' --outputs outputs.json' : ''}`;
}

function quote(text: string): string {
  // A name that begins with a hyphen would be an option.
  const path = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
