/** What a data source answers: ctx.result, and ctx.error when it failed. */
export interface SourceAnswer {
  result: unknown;
  error?: { message: string; type: string };
}

/**
 * Runs the request object that a request function returned. Errors: FieldFault of type MappingTemplate for one that
 * AppSync would not send; UnsupportedByHost for what this host lacks.
 */
export type RunSource = (request: unknown) => Promise<SourceAnswer>;
