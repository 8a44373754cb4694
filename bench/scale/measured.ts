import { figuresOf, readNewestResults } from '../results.ts';
import type { ServiceTimes } from './scenario.ts';

/** What COST.md takes a turn to DynamoDB to be; AWS says "single-digit milliseconds". */
const TABLE_MS = 5;
/** λ authorizer looks up one key; COST.md takes it to be so. */
const AUTHORIZER_MS = 1;

/**
 * The service times of the newest results of `npm run bench`.
 *
 * Errors: RangeError where one of them was not measured.
 */
export function readServiceTimes(folder: URL): ServiceTimes {
  const figures = figuresOf(readNewestResults(folder));
  const medianOf = (id: string): number => {
    const figure = figures.find((one) => one.id === id);
    if (figure === undefined) throw new RangeError(`Nobody has measured ${id}: run npm run bench.`);
    return figure.terroir.median;
  };
  return {
    singleMs: medianOf('cold-start.warm-cpu'),
    batchMs: medianOf('cold-start.warm-batch-cpu'),
    p99Times: medianOf('http.predict.1.p99') / medianOf('http.predict.1.p50'),
    coldMs: medianOf('cold-start.first-answer'),
    authorizerMs: AUTHORIZER_MS,
    tableMs: TABLE_MS,
  };
}
