/** A file, or a part of one, that cannot be read as what it should be; the message is one line, and says what to do. */
export class TabularError extends Error {
  override name = 'TabularError';
  /** Where in the file, as people count, if at one place. */
  readonly line: number | undefined;
  /** Of what kind it is, where whoever reads files for others tells such apart. */
  readonly kind: 'empty' | 'tooLarge' | undefined;

  constructor(message: string, { line, kind, ...options }: ErrorOptions & TabularErrorPlace = {}) {
    super(message, options);
    this.line = line;
    this.kind = kind;
  }
}

interface TabularErrorPlace {
  line?: number;
  kind?: 'empty' | 'tooLarge';
}
