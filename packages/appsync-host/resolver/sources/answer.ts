import { makeLazy } from '../../lazy.ts';

/** What a data source answers: ctx.result, and ctx.error when it failed. */
export interface SourceAnswer {
  /** Plain JSON. */
  result: unknown;
  error?: { message: string; type: string };
  /** Where it is there, what `result` is parsed from. */
  given?: Given;
}

/**
 * A result as the text that came over the wire. It goes into the realm of the code that is to read it, and mostly
 * nobody else looks into it: parsed here, it would have to be written and parsed once more.
 */
export interface Given {
  /** JSON; of a page DynamoDB's own answer, with its typed values. */
  text: string;
  /** Of a page: makes a nextToken of a LastEvaluatedKey in JSON. */
  seal?: (lastKeyText: string) => string;
}

/** An answer that is parsed when somebody asks for its result. */
export function answerLazily(given: Given, parse: () => unknown): SourceAnswer {
  const answer = makeLazy('result', parse);
  // Not for a copy of the answer, whose result may be another.
  return Object.defineProperty(answer, 'given', { value: given, enumerable: false });
}

/**
 * Runs the request object that a request function returned. Errors: FieldFault of type MappingTemplate for one that
 * AppSync would not send; UnsupportedByHost for what this host lacks.
 */
export type RunSource = (request: unknown) => Promise<SourceAnswer>;
