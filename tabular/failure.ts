/** A file, or a part of one, that cannot be read as what it should be; the message is one line, and says what to do. */
export class TabularError extends Error {
  override name = 'TabularError';
}
