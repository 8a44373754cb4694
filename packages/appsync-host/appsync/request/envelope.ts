import { Kind, parse, Source, visit } from 'graphql';
import type { ASTNode, DocumentNode, OperationDefinitionNode } from 'graphql';
import { hideText } from '../execute/line-table.ts';
import { shorten } from '../values/java-values.ts';
import type { Arrival } from './arrival.ts';
import { type Refusal, refuseMalformed, refuseRequest } from './refusal.ts';

/** What a body asks for. */
export interface Envelope {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown>;
}

/** AppSync's quota: "Query document tokens". */
const TOKENS_MAX = 15_000;

/** No 15,000 tokens are that long, but for notes that belong into variables. */
const QUERY_CHARACTERS_MAX = 2_000_000;

/** As deep as Jackson, AppSync's JSON parser, goes by default. */
const JSON_DEPTH_MAX = 1_000;

/** Each value is looked at several times before a resolver sees it; so many take a tenth of a second. */
const JSON_VALUES_MAX = 25_000;

const CANNOT_PARSE = 'Unable to parse GraphQL query.';

/** Reads what is asked for: in the address by GET, in the body else. Errors: Refusal. */
export function readEnvelope({ method, url, body }: Pick<Arrival, 'method' | 'url' | 'body'>): Envelope {
  return method === 'GET' ? readAddress(new URL(url, 'http://host').searchParams) : readBody(body);
}

/** Source: graphql-over-http#81; localstack#10182. */
function readAddress(parameters: URLSearchParams): Envelope {
  const query = parameters.get('query');
  if (query === null) throw refuseMalformed(CANNOT_PARSE);
  const variables = parameters.get('variables') || '{}';
  return { query, operationName: parameters.get('operationName') || null, variables: readVariables(variables) };
}

/**
 * Reads a body: JSON with a `query`, whatever the content type says, or else the query itself. Errors: Refusal.
 * Source: graphql-over-http#81, where `{badfield}` as a body is a query, and `{}`, `[]` and `meow` cannot be parsed.
 */
function readBody(body: Buffer): Envelope {
  const text = decode(body);
  if (text.trim() === '') throw refuseMalformed('Request body is empty.');
  const json = parseJson(text);
  if (json === undefined) return { query: text, operationName: null, variables: {} };
  if (!isRecord(json) || typeof json['query'] !== 'string') throw refuseMalformed(CANNOT_PARSE);
  const { query, operationName = null, variables } = json;
  if (operationName !== null && typeof operationName !== 'string') throw refuseMalformed(CANNOT_PARSE);
  return { query, operationName: operationName || null, variables: readVariables(variables ?? {}) };
}

/** An object, or that object as JSON text, which some clients send. */
function readVariables(variables: unknown): Record<string, unknown> {
  const value = typeof variables === 'string' ? (parseJson(variables) ?? variables) : variables;
  if (!isRecord(value)) throw refuseMalformed(CANNOT_PARSE);
  return value;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw refuseMalformed(CANNOT_PARSE);
  }
}

function parseJson(text: string): unknown {
  const fault = findJsonFault(text);
  if (fault) throw fault;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Why a text is not to be parsed, by its brackets and commas outside of strings: what recurses later, in resolvers too,
 * then cannot run out of stack.
 */
function findJsonFault(text: string): Refusal | undefined {
  // Anything else is a query, of which tokens are counted, or nothing that is answered.
  const valuesMax = /^\s*\{\s*"/.test(text) ? JSON_VALUES_MAX : Infinity;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = findStringEnd(text, at);
    else if (character === ',') values += 1;
    else if (character === '[' || character === '{') {
      depth += 1;
      values += 1;
    } else if (character === ']' || character === '}') depth -= 1;
    if (depth > JSON_DEPTH_MAX) return refuseMalformed(CANNOT_PARSE);
    if (values > valuesMax)
      return refuseRequest(413, 'RequestEntityTooLargeException', `Request holds more than ${JSON_VALUES_MAX} values.`);
  }
  return undefined;
}

/** Where the string that begins here ends; the end of the text where it does not. */
function findStringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === '\\') before -= 1;
  return (at - before) % 2 === 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses the query. Errors: Refusal, with the parser's own reason, which AppSync keeps to itself. */
export function parseQuery(query: string): DocumentNode {
  if (query.length > QUERY_CHARACTERS_MAX)
    throw refuseRequest(400, 'BadRequestException', `Query exceeds ${QUERY_CHARACTERS_MAX} characters.`);
  try {
    const source = new Source(query);
    const document = parse(source, { maxLexicalTokens: TOKENS_MAX });
    hideText(source);
    visit(document, { enter: refuseNewerSyntax });
    return document;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes(`more than ${TOKENS_MAX} tokens`))
      throw refuseRequest(400, 'BadRequestException', `Query exceeds ${TOKENS_MAX} tokens.`);
    throw refuseMalformed(CANNOT_PARSE);
  }
}

/** graphql-js takes empty selections and descriptions in queries; AppSync's parser is of an age that does not. */
function refuseNewerSyntax(node: ASTNode): undefined {
  const isEmpty = node.kind === Kind.SELECTION_SET && node.selections.length === 0;
  if (isEmpty || ('description' in node && node.description)) throw new SyntaxError(`Unexpected ${node.kind}.`);
}

/** Picks the operation to run. Errors: Refusal where there is none of that name, or no name to choose by. */
export function selectOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const [first] = operations;
  if (first === undefined) throw refuseMalformed(CANNOT_PARSE);
  if (operationName === null) {
    if (operations.length > 1) throw refuseRequest(400, 'BadRequestException', 'Missing operation name.');
    return first;
  }
  const named = operations.find((one) => one.name?.value === operationName);
  if (named === undefined)
    throw refuseRequest(400, 'BadRequestException', `Unknown operation named '${shorten(operationName)}'.`);
  return named;
}
