/** What the log may tell of an error: what helps to find its cause, and nothing that somebody has sent. */
export interface LoggedError {
  name: string;
  /** Left out where whoever words it quotes what it was given. */
  message?: string;
  /** Node's or HTTP parser's own: `ECONNRESET`, `HPE_INVALID_CONSTANT`. */
  code?: string;
  httpStatus?: number;
  /** By which AWS finds the request again. */
  awsRequestId?: string;
  awsExtendedRequestId?: string;
  /** Where in our own files: `handler.ts:41:12`, the innermost first. */
  stack?: string[];
  /** What an answer of another shape breaks: `wines.0: invalid_type`. */
  issues?: string[];
  cause?: LoggedError;
}

const MESSAGE_CHARACTERS_MAX = 300;
const FRAMES_MAX = 12;
const CAUSES_MAX = 4;
const ISSUES_MAX = 5;

/** What the errors of AWS may say in their own words: which resource is missing or forbidden. */
const TELLING_NAMES =
  /^(AccessDenied|AccessDeniedException|ResourceNotFoundException|NoSuchKey|NoSuchBucket|NoSuchVersion)$/;

/**
 * Describes an error by a list of what is allowed, so that no new field of any library gets into the log: an answer
 * that is no HTTP brings its bytes as `rawPacket`, one that is no JSON its text as `$responseBodyText`.
 */
export function describeError(error: unknown, causesMax = CAUSES_MAX): LoggedError {
  // What is thrown and no error may be anything, a wine too.
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}` };
  const fields = error as Error & Record<string, unknown>;
  const metadata = (typeof fields['$metadata'] === 'object' ? fields['$metadata'] : {}) as Record<
    string,
    unknown
  > | null;
  const stack = readStack(error);
  const issues = readIssues(fields['issues']);
  const told: Partial<LoggedError> = {
    message: hidesMessage(fields) ? undefined : cleanMessage(error.message),
    code: readWord(fields['code']),
    httpStatus: typeof metadata?.['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : undefined,
    awsRequestId: readWord(metadata?.['requestId']),
    awsExtendedRequestId: readWord(metadata?.['extendedRequestId']),
    stack: stack.length === 0 ? undefined : stack,
    issues: issues.length === 0 ? undefined : issues,
    cause: causesMax > 0 && causeOf(error) !== undefined ? describeError(causeOf(error), causesMax - 1) : undefined,
  } as Partial<LoggedError>;
  const known = Object.entries(told).filter(([, value]) => value !== undefined && value !== '');
  return { name: readWord(error.name) ?? 'Error', ...(Object.fromEntries(known) as Omit<LoggedError, 'name'>) };
}

/** A text of ours in one line, short and without keys. */
export function cleanMessage(text: string): string {
  const line = text.replace(/\btrr_[A-Za-z0-9]+/g, 'trr_…').replace(/\s+/g, ' ');
  return line.length > MESSAGE_CHARACTERS_MAX ? `${line.slice(0, MESSAGE_CHARACTERS_MAX)}…` : line;
}

/**
 * Whether the message may quote input: those of AWS (`ValidationException` names the value), of JSON.parse and RegExp
 * (SyntaxError), of Node's checks of arguments, and those that list issues.
 */
function hidesMessage(error: Error & Record<string, unknown>): boolean {
  if (['$metadata', '$fault', '$response', '$responseBodyText'].some((field) => field in error)) {
    return !TELLING_NAMES.test(error.name);
  }
  return error instanceof SyntaxError || 'issues' in error || /^ERR_/.test(readWord(error['code']) ?? '');
}

/** A name or an id as programs use them; undefined for whatever else somebody has put there. */
function readWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.$:+/=-]{1,120}$/.test(value) ? cleanMessage(value) : undefined;
}

/** Of several at once, the first stands for all. */
function causeOf(error: Error): unknown {
  return error.cause ?? (error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined);
}

/** The places alone: what stands before them is the message as it was at first. */
function readStack(error: Error): string[] {
  const text = (error.stack ?? '').replace(error.message, '');
  return text
    .split('\n')
    .filter((line) => !/node_modules|\(?node:/.test(line))
    .flatMap((line) => /^ {4}at (?:.*[(/ ])?([\w.-]+\.(?:ts|m?js):\d+:\d+)\)?$/.exec(line)?.[1] ?? [])
    .slice(0, FRAMES_MAX);
}

/** Where a check of shapes found what, without what was there. */
function readIssues(issues: unknown): string[] {
  if (!Array.isArray(issues)) return [];
  return (issues as ({ code?: unknown; path?: unknown } | null)[]).slice(0, ISSUES_MAX).map((issue) => {
    const steps = Array.isArray(issue?.path) ? (issue.path as unknown[]) : [];
    const path = steps.map((step) => (/^(\w{1,30})$/.test(String(step)) ? String(step) : '…')).join('.');
    return `${path}: ${readWord(issue?.code) ?? 'unknown'}`;
  });
}
