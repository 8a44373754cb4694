import * as graphql from 'graphql';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { describeConflict } from './field-conflict.ts';
import { FiniteNumbersRule } from './finite-numbers.ts';
import { FragmentCyclesRule } from './fragment-cycles.ts';
import { LoneOperationRule } from './lone-operation.ts';

/** graphql-java's name of a violation, and its sentence about it. */
export interface Violation {
  type: string;
  description: string;
}

/** `words` are the quoted parts of graphql-js's message, in order. */
type Describe = (words: string[], error: GraphQLError, context: ValidationContext) => Violation;

const say =
  (type: string, sentence: (...words: string[]) => string): Describe =>
  (words) => ({ type, description: sentence(...words) });

/** graphql-java has no name for a list or a non-null type, and writes null. */
export function nameOf(type = ''): string {
  return /^\w+$/.test(type) ? type : 'null';
}

/** `Query.field(name:)` or `@directive(name:)`: the name. */
function argumentOf(coordinate = ''): string {
  return /\((\w+):\)/.exec(coordinate)?.[1] ?? coordinate;
}

const selection: Describe = ([field = '', type = ''], error) =>
  error.message.includes('must not have')
    ? {
        type: 'SubSelectionNotAllowed',
        description: `Sub selection not allowed on leaf type ${nameOf(type)} of field ${field}`,
      }
    : {
        type: 'SubSelectionRequired',
        description: `Sub selection required for type ${nameOf(type)} of field ${field}`,
      };

const unknownArgument: Describe = ([name = '', owner = '']) =>
  owner.startsWith('@')
    ? { type: 'UnknownDirective', description: `Unknown directive argument ${name}` }
    : { type: 'UnknownArgument', description: `Unknown field argument ${name}` };

const missingArgument: Describe = ([coordinate = '']) =>
  coordinate.startsWith('@')
    ? { type: 'MissingDirectiveArgument', description: `Missing directive argument ${argumentOf(coordinate)}` }
    : { type: 'MissingFieldArgument', description: `Missing field argument ${argumentOf(coordinate)}` };

const directive: Describe = ([name = ''], error) =>
  error.message.startsWith('Unknown')
    ? { type: 'UnknownDirective', description: `Unknown directive ${name.slice(1)}` }
    : { type: 'MisplacedDirective', description: `Directive ${name.slice(1)} not allowed here` };

const condition: Describe = (words) =>
  words.length > 1
    ? { type: 'FragmentTypeConditionInvalid', description: mustBeComposite('Fragment') }
    : { type: 'InlineFragmentTypeConditionInvalid', description: mustBeComposite('Inline fragment') };

function mustBeComposite(what: string): string {
  return `${what} type condition is invalid, must be on Object/Interface/Union`;
}

const spread: Describe = (words) => {
  const [fragmentType = '', parentType = '', name] = words.toReversed();
  const fragment = name === undefined ? 'Fragment' : `Fragment ${name}`;
  const reason = `objects of type ${parentType} can never be of type ${fragmentType}`;
  const description = `${fragment} cannot be spread here as ${reason}`;
  return { type: 'InvalidFragmentType', description };
};

const conflict: Describe = (_, { nodes = [] }, context) => ({
  type: 'FieldsConflict',
  description: describeConflict(context.getSchema(), context.getDocument(), nodes),
});

const onlyOne = (type: string, what: string) =>
  say(type, (name) => `There can be only one ${what} named '${name?.replace(/^\$/, '')}'`);

/** A variable with a default is told as one that is never null. */
const mismatch: Describe = ([, given = '', wanted], { nodes: [definition] = [] }) => {
  const hasDefault = definition?.kind === graphql.Kind.VARIABLE_DEFINITION && definition.defaultValue !== undefined;
  const type = hasDefault && !given.endsWith('!') ? `${given}!` : given;
  return {
    type: 'VariableTypeMismatch',
    description: `Variable type '${type}' doesn't match expected type '${wanted}'`,
  };
};

const repeatedDirective: Describe = ([name = ''], { nodes: [, repeated] = [] }, context) => {
  let holder = '';
  graphql.visit(context.getDocument(), {
    enter(node) {
      if ('directives' in node && node.directives?.some((one) => one.loc === repeated?.loc)) holder = node.kind;
    },
  });
  const used = `The directive '${name.slice(1)}' used on a '${holder}' is not unique.`;
  return {
    type: 'DuplicateDirectiveName',
    description: `Directives must be uniquely named within a location. ${used}`,
  };
};

/**
 * What is checked, and how graphql-java says it, which is what AppSync runs. FieldUndefined, SubSelection…,
 * VariableTypeMismatch and WrongType are as seen in answers of the service (graphql-over-http#81, amplify-cli#1296,
 * amplify-android#702, graphql-tag#652, appsync-community#273); the others are recorded from graphql-java 9.7, whose
 * form those have (conformance/graphql-java).
 * WrongType is told by the literal itself: see literal-fault.ts.
 */
export const DESCRIBED_RULES: [ValidationRule, Describe][] = [
  [
    graphql.ExecutableDefinitionsRule,
    (_, error) => ({ type: 'NonExecutableDefinition', description: error.message.replaceAll('"', '') }),
  ],
  [graphql.KnownOperationTypesRule, (_, error) => ({ type: 'UnknownOperation', description: error.message })],
  [graphql.UniqueOperationNamesRule, onlyOne('DuplicateOperationName', 'operation')],
  [
    LoneOperationRule,
    say('LoneAnonymousOperationViolation', (name) =>
      name === undefined
        ? 'Anonymous operation with other operations.'
        : `Operation ${name} is following anonymous operation.`,
    ),
  ],
  [
    graphql.SingleFieldSubscriptionsRule,
    say(
      'SubscriptionMultipleRootFields',
      (name = 'null') => `Subscription operation '${name}' must have exactly one root field`,
    ),
  ],
  [graphql.KnownTypeNamesRule, say('UnknownType', (name) => `Unknown type ${name}`)],
  [graphql.FragmentsOnCompositeTypesRule, condition],
  [graphql.VariablesAreInputTypesRule, say('NonInputTypeOnVariable', () => 'Wrong type for a variable')],
  [graphql.ScalarLeafsRule, selection],
  [
    graphql.FieldsOnCorrectTypeRule,
    say('FieldUndefined', (name, type) => `Field '${name}' in type '${type}' is undefined`),
  ],
  [graphql.UniqueFragmentNamesRule, onlyOne('DuplicateFragmentName', 'fragment')],
  [graphql.KnownFragmentNamesRule, say('UndefinedFragment', (name) => `Undefined fragment ${name}`)],
  [graphql.NoUnusedFragmentsRule, say('UnusedFragment', (name) => `Unused fragment ${name}`)],
  [graphql.PossibleFragmentSpreadsRule, spread],
  [FragmentCyclesRule, say('FragmentCycle', () => 'Fragment cycles not allowed')],
  [graphql.UniqueVariableNamesRule, onlyOne('DuplicateVariableName', 'variable')],
  [graphql.NoUndefinedVariablesRule, say('UndefinedVariable', (name) => `Undefined variable ${name?.slice(1)}`)],
  [graphql.NoUnusedVariablesRule, say('UnusedVariable', (name) => `Unused variable ${name?.slice(1)}`)],
  [graphql.KnownDirectivesRule, directive],
  [graphql.UniqueDirectivesPerLocationRule, repeatedDirective],
  [graphql.KnownArgumentNamesRule, unknownArgument],
  [graphql.UniqueArgumentNamesRule, onlyOne('DuplicateArgumentNames', 'argument')],
  [graphql.ValuesOfCorrectTypeRule, (_, error) => ({ type: 'WrongType', description: error.message })],
  [FiniteNumbersRule, (_, error) => ({ type: 'WrongType', description: error.message })],
  [graphql.ProvidedRequiredArgumentsRule, missingArgument],
  [graphql.VariablesInAllowedPositionRule, mismatch],
  [graphql.OverlappingFieldsCanBeMergedRule, conflict],
  [graphql.UniqueInputFieldNamesRule, onlyOne('DuplicateInputField', 'field')],
  [
    graphql.MaxIntrospectionDepthRule,
    (_, error) => ({ type: 'MaximumIntrospectionDepth', description: error.message }),
  ],
];

/** Reports `__schema` and `__type` as if there were no such fields, as an API with introspection disabled does. */
export const NO_INTROSPECTION: [ValidationRule, Describe] = [
  graphql.NoSchemaIntrospectionCustomRule,
  (_, error) => {
    const node = error.nodes?.[0];
    const name = node?.kind === graphql.Kind.FIELD ? node.name.value : '';
    return { type: 'FieldUndefined', description: `Field '${name}' in type 'Query' is undefined` };
  },
];
