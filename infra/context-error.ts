/** A context value of a synthesis that is missing, wrong, or contradicts another: its message says what to do. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

/**
 * Runs what reads the context; where that refuses a value, the process ends with its sentence and nothing is
 * synthesized.
 */
export function orExplain<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ContextError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}
