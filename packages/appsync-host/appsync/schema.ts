import { readFileSync } from 'node:fs';
import { Kind, buildASTSchema, concatAST, parse, validateSchema } from 'graphql';
import type { DefinitionNode, GraphQLScalarType, GraphQLSchema } from 'graphql';
import type { SchemaDescriptions } from './definition.ts';
import { documentByComments, refusedTexts } from './schema-texts.ts';
import { AWS_SCALARS } from './values/scalars.ts';

/** SDL that AppSync would not take; the message says why, which AppSync's does not. */
export class SchemaError extends Error {
  constructor(reasons: string[]) {
    super(`Failed to parse schema document - ensure it's a valid SDL-formatted document. ${reasons.join(' ')}`);
    this.name = 'SchemaError';
  }
}

/** What AppSync adds to every schema. */
const BUILT_IN = parse(readFileSync(new URL('../appsync.graphql', import.meta.url), 'utf8'));

/**
 * Builds the schema of an API; comments become its documentation. Descriptions in quotes are refused, as accounts are
 * reported to, unless they are kept. Errors: SchemaError for what is not SDL, and for SDL that AppSync does not
 * support.
 */
export function buildApiSchema(sdl: string, descriptions: SchemaDescriptions = 'refuse'): GraphQLSchema {
  const document = attempt(() => parse(sdl));
  const refused = descriptions === 'refuse' ? refusedTexts(document) : [];
  const reasons = [...document.definitions.flatMap(refusedByAppsync), ...refused];
  if (reasons.length > 0) throw new SchemaError(reasons);
  const schema = attempt(() => buildASTSchema(concatAST([BUILT_IN, documentByComments(document)])));
  const errors = validateSchema(schema);
  if (errors.length > 0) throw new SchemaError(errors.map((error) => error.message));
  for (const scalar of AWS_SCALARS) giveMeaning(schema, scalar);
  return schema;
}

/** SDL can only declare a scalar; what it takes and gives comes from code. */
function giveMeaning(schema: GraphQLSchema, scalar: GraphQLScalarType): void {
  const { coerceInputValue, coerceInputLiteral, coerceOutputValue } = scalar;
  Object.assign(schema.getType(scalar.name) ?? {}, { coerceInputValue, coerceInputLiteral, coerceOutputValue });
}

/** graphql-js reports some faults of SDL as GraphQLError, several at once as a plain Error. */
function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof Error ? new SchemaError([error.message]) : error;
  }
}

/** Source: developer guide, "GraphQL type system"; appsync-community#387 for interfaces that implement interfaces. */
function refusedByAppsync(definition: DefinitionNode): string[] {
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return [`Custom scalars are not supported: ${definition.name.value}.`];
    case Kind.DIRECTIVE_DEFINITION:
      return [`Custom directives are not supported: @${definition.name.value}.`];
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (definition.interfaces ?? []).length === 0
        ? refusedName(definition.name.value)
        : [`An interface cannot implement an interface: ${definition.name.value}.`];
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return refusedName(definition.name.value);
    default:
      return [];
  }
}

function refusedName(name: string): string[] {
  return name.startsWith('AWS') ? [`Names beginning with AWS are AppSync's own: ${name}.`] : [];
}
