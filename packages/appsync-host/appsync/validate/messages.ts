import * as graphql from 'graphql';
import type { GraphQLError, ValidationRule } from 'graphql';

/** graphql-java's name of a violation, and its sentence about it. */
export interface Violation {
  type: string;
  description: string;
}

/** `words` are the quoted parts of graphql-js's message, in order. */
type Describe = (words: string[], error: GraphQLError) => Violation;

const say =
  (type: string, sentence: (...words: string[]) => string): Describe =>
  (words) => ({ type, description: sentence(...words) });

/** graphql-java has no name for a list or a non-null type, and writes null. */
function nameOf(type = ''): string {
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
  const description = `${fragment} can't be spread here as ${reason}`;
  return { type: 'InvalidFragmentType', description };
};

const conflict: Describe = ([name = ''], error) => {
  const reason = /conflict because (.*)\. Use different/.exec(error.message)?.[1] ?? 'they differ';
  return { type: 'FieldsConflict', description: `${name}: ${reason.replaceAll('"', '')}` };
};

const onlyOne = (type: string, what: string) => say(type, (name) => `There can be only one ${what} named '${name}'`);

/**
 * What is checked, and how graphql-java says it, which is what AppSync runs. FieldUndefined, SubSelection…,
 * VariableTypeMismatch and WrongType are as seen in answers of the service (graphql-over-http#81, amplify-cli#1296,
 * amplify-android#702, graphql-tag#652, appsync-community#273); the others follow graphql-java's source of that age.
 * WrongType is told by the literal itself: see literal-fault.ts.
 */
export const DESCRIBED_RULES: [ValidationRule, Describe][] = [
  [
    graphql.ExecutableDefinitionsRule,
    say('NonExecutableDefinition', (name) => `Type ${name} definition is not executable`),
  ],
  [graphql.KnownOperationTypesRule, (_, error) => ({ type: 'UnknownOperation', description: error.message })],
  [graphql.UniqueOperationNamesRule, onlyOne('DuplicateOperationName', 'operation')],
  [
    graphql.LoneAnonymousOperationRule,
    say('LoneAnonymousOperationViolation', () => 'Anonymous operation with other operations.'),
  ],
  [
    graphql.SingleFieldSubscriptionsRule,
    say(
      'SubscriptionMultipleRootFields',
      (name) => `Subscription operation '${name}' must have exactly one root field`,
    ),
  ],
  [graphql.KnownTypeNamesRule, say('UnknownType', (name) => `Unknown type ${name}`)],
  [graphql.FragmentsOnCompositeTypesRule, condition],
  [
    graphql.VariablesAreInputTypesRule,
    say('NonInputTypeOnVariable', (name, type) => `Input variable ${name?.slice(1)} type ${type} is not an input type`),
  ],
  [graphql.ScalarLeafsRule, selection],
  [
    graphql.FieldsOnCorrectTypeRule,
    say('FieldUndefined', (name, type) => `Field '${name}' in type '${type}' is undefined`),
  ],
  [graphql.UniqueFragmentNamesRule, onlyOne('DuplicateFragmentName', 'fragment')],
  [graphql.KnownFragmentNamesRule, say('UndefinedFragment', (name) => `Undefined fragment ${name}`)],
  [graphql.NoUnusedFragmentsRule, say('UnusedFragment', (name) => `Unused fragment ${name}`)],
  [graphql.PossibleFragmentSpreadsRule, spread],
  [graphql.NoFragmentCyclesRule, say('FragmentCycle', () => 'Fragment cycles not allowed')],
  [graphql.UniqueVariableNamesRule, onlyOne('DuplicateVariableName', 'variable')],
  [graphql.NoUndefinedVariablesRule, say('UndefinedVariable', (name) => `Undefined variable ${name?.slice(1)}`)],
  [graphql.NoUnusedVariablesRule, say('UnusedVariable', (name) => `Unused variable ${name?.slice(1)}`)],
  [graphql.KnownDirectivesRule, directive],
  [
    graphql.UniqueDirectivesPerLocationRule,
    say('DuplicateDirectiveName', (name) => `The directive '${name?.slice(1)}' is not unique at its location`),
  ],
  [graphql.KnownArgumentNamesRule, unknownArgument],
  [graphql.UniqueArgumentNamesRule, onlyOne('DuplicateArgumentNames', 'argument')],
  [graphql.ValuesOfCorrectTypeRule, (_, error) => ({ type: 'WrongType', description: error.message })],
  [graphql.ProvidedRequiredArgumentsRule, missingArgument],
  [
    graphql.VariablesInAllowedPositionRule,
    say(
      'VariableTypeMismatch',
      (_, given, wanted) => `Variable type '${given}' doesn't match expected type '${wanted}'`,
    ),
  ],
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
