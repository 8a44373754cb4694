import { print, validate } from 'graphql';
import type {
  ASTNode,
  DocumentNode,
  GraphQLError,
  GraphQLInputType,
  GraphQLSchema,
  ValidationContext,
  ValidationRule,
} from 'graphql';
import { graphqlErrorRow } from '../execute/error-rows.ts';
import type { ErrorRow } from '../execute/error-rows.ts';
import { printJavaValue, shorten } from '../values/java-values.ts';
import { findCost, TOO_COSTLY } from './costs.ts';
import { describeLiteralFault } from './literal-fault.ts';
import { findPlaces } from './places.ts';
import type { Place } from './places.ts';
import { DESCRIBED_RULES, NO_INTROSPECTION, nameOf } from './messages.ts';
import type { Violation } from './messages.ts';

/** More are not told, nor looked for. */
const ERRORS_MAX = 50;

/** Conflicts are told with all that lies below them. */
const DESCRIPTION_CHARACTERS_MAX = 4_000;

interface Found {
  violation: Violation;
  /** Of the argument within which it was found. */
  argumentType: GraphQLInputType | undefined;
}

/** What is wrong with a document, one row each, in graphql-java's words; empty when it may run. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode, introspection: boolean): ErrorRow[] {
  const cost = findCost(document);
  if (cost) return [cost];
  const rules = introspection ? DESCRIBED_RULES : [...DESCRIBED_RULES, NO_INTROSPECTION];
  const found = new Map<GraphQLError, Found>();
  const watched = rules.map(([rule, describe]) =>
    watch(rule, (error, context) => {
      const violation = describe(quotedWords(error.message), error, context);
      found.set(error, { violation, argumentType: context.getArgument()?.type });
    }),
  );
  const errors = runRules(schema, document, watched);
  if (errors === undefined) return [graphqlErrorRow(TOO_COSTLY)];
  if (errors.length === 0) return [];
  const placeOf = findPlaces(document);
  const inOrder = [...errors].sort((one, other) => rankOf(found.get(one)) - rankOf(found.get(other)));
  const rows = inOrder.map((error) => rowOf(error, found.get(error), placeOf));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** Undefined where the stack is too small: graphql-js compares fragments that spread each other in one recursion. */
function runRules(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): readonly GraphQLError[] | undefined {
  try {
    return validate(schema, document, rules, { maxErrors: ERRORS_MAX, hideSuggestions: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Runs a rule of graphql-js and sees which errors it reports: the errors themselves do not name their rule. */
function watch(rule: ValidationRule, see: (error: GraphQLError, context: ValidationContext) => void): ValidationRule {
  return (context) => {
    const reportError = (error: GraphQLError) => {
      see(error, context);
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }) as ValidationContext);
  };
}

/** What graphql-java finds where a selection, an operation or the document ends comes after what it finds within. */
function rankOf(found: Found | undefined): number {
  return ['FieldsConflict', 'UnusedVariable', 'UnusedFragment'].indexOf(found?.violation.type ?? '');
}

function quotedWords(message: string): string[] {
  return [...message.matchAll(/"([^"]*)"/g)].map((match) => shorten(match[1] ?? ''));
}

function rowOf(error: GraphQLError, found: Found | undefined, placeOf: (node: ASTNode | undefined) => Place): ErrorRow {
  if (found === undefined) return graphqlErrorRow(TOO_COSTLY, error.nodes);
  const reported = isToldByLastNode(found.violation.type) ? error.nodes?.at(-1) : error.nodes?.[0];
  const place = placeOf(reported);
  const { type, description } = tellLiteral(found, place);
  const node = type === 'WrongType' ? place.argument : type === 'SubSelectionNotAllowed' ? place.field : reported;
  const path = pathOf(type, place);
  const at = path.length === 0 ? '' : ` @ '${shorten(path.join('/'))}'`;
  return graphqlErrorRow(
    `Validation error of type ${type}: ${shorten(description, DESCRIPTION_CHARACTERS_MAX)}${at}`,
    node && [node],
  );
}

/** Fields in conflict are told by what they stand in. */
function pathOf(type: string, { path, holderPath }: Place): string[] {
  if (type === 'UnusedFragment') return [];
  return type === 'FieldsConflict' ? holderPath : path;
}

/** graphql-js names what was declared first, then what offends it. */
function isToldByLastNode(type: string): boolean {
  return type === 'VariableTypeMismatch' || type.startsWith('Duplicate');
}

/** A wrong literal is told from the outermost value of its argument inwards, not from where graphql-js met it. */
function tellLiteral({ violation, argumentType }: Found, { argument, variable }: Place): Violation {
  if (violation.type !== 'WrongType') return violation;
  if (argument && argumentType) {
    const description = describeLiteralFault(argument.name.value, argument.value, argumentType);
    return { type: 'WrongType', description: description ?? violation.description };
  }
  if (variable?.defaultValue) {
    const value = printJavaValue(variable.defaultValue);
    return {
      type: 'BadValueForDefaultArg',
      description: `Bad default value ${value} for type ${nameOf(print(variable.type))}`,
    };
  }
  return violation;
}
