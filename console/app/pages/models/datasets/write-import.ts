/** The command that imports a file, as a shell takes it: into the laptop host, or into a deployment on AWS. */
export function writeImport(fileName: string, isOnAws: boolean): string {
  return `npm run terroir -- import ${quote(fileName)}${isOnAws ? ' --outputs outputs.json' : ''}`;
}

function quote(text: string): string {
  // A name that begins with a hyphen would be an option.
  const path = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
