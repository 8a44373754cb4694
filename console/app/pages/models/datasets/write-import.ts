/** The command that imports a file, as a shell takes it. */
export function writeImport(fileName: string): string {
  return `npm run terroir -- import ${quote(fileName)}`;
}

function quote(text: string): string {
  // A name that begins with a hyphen would be an option.
  const path = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
