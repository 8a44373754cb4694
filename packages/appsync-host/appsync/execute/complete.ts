/**
 * Turns what resolvers gave into what callers get, where all is as it should be. graphql-js asks a function for every
 * leaf, and keeps a path for each in case it has to tell an error; of a hundred predictions six thousand leaves are
 * selected, nearly always without one. So a selection is turned into a plan once, and values are written by it;
 * whatever is unusual, by a value or by the query, is left to graphql-js, which finds the right words for it.
 */
import { Kind, isAbstractType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, GraphQLLeafType, SelectionNode } from 'graphql';

/** What graphql-js is to complete instead. */
export class Unusual extends Error {
  override name = 'Unusual';
}

/**
 * Writes one value, as code left it (see Made: of what is not JSON nothing is called), as the caller asked for it;
 * `mayHave` tells whether the caller may have a field. Errors: Unusual.
 */
export type Complete = (value: unknown, mayHave: MayHave) => unknown;

/** Whether a caller may have a field; asked once for each. */
export type MayHave = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean;

/** Plans how the value of a field is written, the selections of several nodes together. Errors: Unusual. */
export type Plan = (nodes: readonly FieldNode[], type: GraphQLOutputType) => Complete;

/** What plans are made of. */
export interface PlanParts {
  schema: GraphQLSchema;
  document: DocumentNode;
  /** Whether a field has a resolver of its own, so that it is no property of what it stands in. */
  isResolved: (typeName: string, fieldName: string) => boolean;
}

/** Makes plans for a document that has been validated, and keeps them. */
export function createPlan(parts: PlanParts): Plan {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of parts.document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const kept = new Map<FieldNode, Complete>();
  const planner: Planner = { ...parts, fragments, count: 0 };
  return (nodes, type) => {
    const [only, ...others] = nodes;
    if (only === undefined || others.length > 0) return planValue(planner, type, nodes);
    const known = kept.get(only) ?? planValue(planner, type, nodes);
    kept.set(only, known);
    return known;
  };
}

interface Planner extends PlanParts {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** How many properties are planned already. */
  count: number;
}

/** Fragments that spread each other can select more than anybody reads. */
const PROPERTIES_MAX = 10_000;

/** One property of an answer. */
interface Property {
  responseName: string;
  read: (source: Record<string, unknown>) => unknown;
  complete: Complete;
}

function planValue(planner: Planner, type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
  if (isNonNullType(type)) {
    const complete = planValue(planner, type.ofType, nodes);
    return (value, mayHave) => {
      const completed = complete(value, mayHave);
      if (completed === null) throw new Unusual();
      return completed;
    };
  }
  if (isListType(type)) {
    const complete = planValue(planner, type.ofType, nodes);
    return (value, mayHave) => {
      if (value == null) return null;
      if (!Array.isArray(value)) throw new Unusual();
      const completed: unknown[] = [];
      // Not by its own map, which may be another one where the list was made.
      for (let at = 0; at < value.length; at += 1) completed.push(complete(value[at], mayHave));
      return completed;
    };
  }
  if (isLeafType(type)) return planLeaf(type);
  const selections = nodes.flatMap((node) => node.selectionSet ?? []);
  if (isObjectType(type)) return planObject(planner, type, selections);
  if (!isAbstractType(type)) throw new Unusual();
  const plans = new Map<unknown, Complete>(
    planner.schema.getPossibleTypes(type).map((one) => [one.name, planObject(planner, one, selections)]),
  );
  return (value, mayHave) => {
    if (value == null) return null;
    const complete = plans.get((value as { __typename?: unknown }).__typename);
    if (complete === undefined) throw new Unusual();
    return complete(value, mayHave);
  };
}

function planLeaf(type: GraphQLLeafType): Complete {
  return (value) => {
    if (value == null) return null;
    if (!isPrimitive(value)) throw new Unusual();
    try {
      return type.coerceOutputValue(value) ?? fail();
    } catch {
      throw new Unusual();
    }
  };
}

/** Whether JSON has it as it is: no object with methods of its own, and not NaN, which JSON has as null. */
function isPrimitive(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function fail(): never {
  throw new Unusual();
}

function planObject(planner: Planner, type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Complete {
  const selected = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const { selections: nodes } of selections) collect({ planner, type, spread, selected }, nodes);
  planner.count += selected.size;
  if (planner.count > PROPERTIES_MAX) throw new Unusual();
  const fields: GraphQLField<unknown, unknown>[] = [];
  const properties = [...selected].map(([responseName, nodes]): Property => {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return { responseName, read: () => type.name, complete: (value) => value };
    const field = type.getFields()[name];
    if (field === undefined || planner.isResolved(type.name, name)) throw new Unusual();
    fields.push(field);
    return { responseName, read: readerOf(name), complete: planValue(planner, field.type, nodes) };
  });
  return (value, mayHave) => {
    if (value == null) return null;
    if (typeof value !== 'object' || !fields.every((field) => mayHave(type, field))) throw new Unusual();
    const completed: Record<string, unknown> = {};
    for (const { responseName, read, complete } of properties)
      completed[responseName] = complete(read(value as Record<string, unknown>), mayHave);
    return completed;
  };
}

/** A property of a value's own: an object has some that are not. */
function readerOf(name: string): Property['read'] {
  return name in Object.prototype
    ? (source) => (Object.hasOwn(source, name) ? source[name] : null)
    : (source) => source[name];
}

interface Collection {
  planner: Planner;
  type: GraphQLObjectType;
  /** Fragments that were here already: a second time one adds nothing. */
  spread: Set<string>;
  selected: Map<string, FieldNode[]>;
}

/** The fields selected of one type, by response name and in their order: GraphQL's CollectFields. */
function collect(collection: Collection, nodes: readonly SelectionNode[]): void {
  const { planner, type, spread, selected } = collection;
  for (const node of nodes) {
    // Whether it is skipped may hang on variables, and a plan is for any of them.
    if ((node.directives?.length ?? 0) > 0) throw new Unusual();
    if (node.kind === Kind.FIELD) {
      const name = node.alias?.value ?? node.name.value;
      // Such a name cannot be written as a property.
      if (name === '__proto__') throw new Unusual();
      selected.set(name, [...(selected.get(name) ?? []), node]);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD && spread.has(node.name.value)) continue;
    if (node.kind === Kind.FRAGMENT_SPREAD) spread.add(node.name.value);
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? planner.fragments.get(node.name.value) : node;
    if (fragment === undefined) throw new Unusual();
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || isOf(planner.schema, type, condition))
      collect(collection, fragment.selectionSet.selections);
  }
}

function isOf(schema: GraphQLSchema, type: GraphQLObjectType, condition: string): boolean {
  if (type.name === condition) return true;
  const named = schema.getType(condition);
  return named !== undefined && isAbstractType(named) && schema.isSubType(named, type);
}
