import { graphqlErrorRow } from '../execute/error-rows.ts';
import type { ErrorRow } from '../execute/error-rows.ts';

/** An answer other than a result: sent instead of executing anything. */
export class Refusal extends Error {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: unknown;

  constructor(status: number, errorType: string | null, message: string, body: unknown) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errorType = errorType;
    this.body = body;
  }
}

/** A request AppSync turns away before GraphQL: also named in the header x-amzn-ErrorType. */
export function refuseRequest(status: number, errorType: string, message: string): Refusal {
  return new Refusal(status, errorType, message, { errors: [{ errorType, message }] });
}

/** Not JSON, no query, or a query that is not GraphQL. Source: graphql-over-http#81, by the AppSync team. */
export function refuseMalformed(message: string): Refusal {
  const errorType = 'MalformedHttpRequestException';
  return new Refusal(400, errorType, message, { errors: [{ message, errorType }] });
}

/** No valid proof of who is calling. */
export function refuseCaller(message = 'You are not authorized to make this call.'): Refusal {
  return refuseRequest(401, 'UnauthorizedException', message);
}

/** A request that WAF turns away, before anything is known of it. */
export function refuseByFirewall(): Refusal {
  return refuseRequest(403, 'WAFForbiddenException', '403 Forbidden');
}

/** An operation that is GraphQL, but may not run: status 200, data null. */
export function refuseOperation(rows: ErrorRow[]): Refusal {
  return new Refusal(200, null, rows[0]?.message ?? '', { data: null, errors: rows });
}

/** As refuseOperation, for one of AppSync's limits, which have an errorType. */
export function refuseByLimit(errorType: string, message: string): Refusal {
  return refuseOperation([{ ...graphqlErrorRow(message), errorType }]);
}
