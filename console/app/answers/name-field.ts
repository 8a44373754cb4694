/** What a field of WineInput is called in a sentence. */
export function nameField(name: string): string {
  return name === 'description' ? 'tasting note' : name;
}
