import { Kind, OperationTypeNode, execute, responsePathAsArray, visit } from 'graphql';
import type {
  DocumentNode,
  ExecutionArgs,
  ExecutionResult,
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { FieldContext, FieldError, FieldOutcome, FieldRunner } from '../../resolver/field.ts';
import type { Caller } from '../access/caller.ts';
import { fieldErrorRow, printPath } from './error-rows.ts';
import type { ErrorRow } from './error-rows.ts';
import { rewriteExecutionErrors } from './errors.ts';
import { mayAccess } from '../access/caller.ts';
import { type MayHave, type Plan, Unusual, createPlan } from './complete.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { givenArguments } from './given-arguments.ts';
import { listPublications } from './publication.ts';
import type { Publish, Trail } from './publication.ts';
import { listSelection, printSelection } from './selection.ts';

/** An API's own part in executing: the same for every request. */
export interface Engine {
  schema: GraphQLSchema;
  /** By which resolvers of the root's fields are run, as createGatheringSchema() makes it of the other. */
  gathering: GraphQLSchema;
  fields: FieldRunner;
  environment: Record<string, string>;
  defaultMode: string;
  /** 0 is no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  /** Whether a mutation's results are published at all. */
  isPublished: (mutation: string) => boolean;
  publish: Publish;
  /** Ends subscriptions, as a mutation's resolver asked by extensions.invalidateSubscriptions. */
  invalidate?: (invalidation: unknown) => void;
}

/** One operation to run, checked in every way that can be checked before it runs. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  variables: Record<string, unknown>;
  caller: Caller;
  headers: Record<string, string | string[]>;
}

/** The JSON that a request is answered with. */
export interface Answer {
  data: unknown;
  errors?: ErrorRow[];
}

type Field = GraphQLField<unknown, unknown>;
type Refused = FieldError | undefined;
type PromiseOrValue<T> = T | Promise<T>;

/** What is gathered while one operation runs. */
interface Run {
  engine: Engine;
  operation: Operation;
  rows: ErrorRow[];
  responseHeaders: Record<string, string>;
  resolverCount: number;
  /** Why fields may not be had; a list asks the same of each of its elements. */
  refusals: Map<Field, Refused>;
  /** Kept for a mutation that may be published. */
  trail?: Trail;
  deadline: Deadline;
}

/** What came of running a subscription's resolver. */
export interface Opening {
  fieldName: string;
  /** Coerced; without those that were not given. */
  args: Record<string, unknown>;
  /** What the resolver gave extensions.setSubscriptionFilter. */
  filter: unknown;
  /** What it gave extensions.setSubscriptionInvalidationFilter. */
  invalidationFilter: unknown;
  /** Why it may not be opened; empty when it may. */
  rows: ErrorRow[];
}

/**
 * Runs one operation: mutations one after the other, queries at once. Never rejects because of what a resolver does.
 * Fields that are still being resolved after `timeoutMs` are null, each with an error ExecutionTimeout; what still runs
 * is left to end by itself.
 */
export async function executeOperation(
  engine: Engine,
  operation: Operation,
  timeoutMs: number,
): Promise<{ answer: Answer; responseHeaders: Record<string, string> }> {
  const run = startRun(engine, operation, timeoutMs);
  if (isPublished(engine, operation)) run.trail = new Map();
  const { data = null, errors = [] } = await (isSteady(run) ? executeByPlan(run) : executeWhole(run));
  run.deadline.cancel();
  const rows = [...run.rows, ...rewriteExecutionErrors(engine.schema, errors, run.rows)];
  if (run.trail) for (const publication of listPublications(run.trail, data)) engine.publish(publication);
  return { answer: rows.length === 0 ? { data } : { data, errors: rows }, responseHeaders: run.responseHeaders };
}

/**
 * Runs a subscription's resolver. Its value goes nowhere: what counts is whether it lets the caller in, and its filter.
 */
export async function openSubscription(engine: Engine, operation: Operation, timeoutMs: number): Promise<Opening> {
  const run = startRun(engine, operation, timeoutMs);
  let opened = { fieldName: '', args: {}, filter: undefined as unknown, invalidationFilter: undefined as unknown };
  const open = async (_: Run, source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo) => {
    const refused = refuseField(run, info);
    const isRun = refused === undefined && engine.fields.has(info.parentType.name, info.fieldName);
    const nothing = { value: null, errors: refused ? [refused] : [] };
    const outcome: FieldOutcome = isRun ? await runResolver(run, source, args, info) : nothing;
    report(run, info, outcome.errors);
    opened = {
      fieldName: info.fieldName,
      args: givenArguments(args, info, operation.variables),
      filter: outcome.subscriptionFilter,
      invalidationFilter: outcome.invalidationFilter,
    };
    return null;
  };
  const { errors = [] } = await execute(describeExecution(run, engine.schema, open));
  run.deadline.cancel();
  const isRun = opened.fieldName !== '';
  return { ...opened, rows: isRun ? run.rows : rewriteExecutionErrors(engine.schema, errors, run.rows) };
}

type Resolve = (run: Run, source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo) => unknown;

function startRun(engine: Engine, operation: Operation, timeoutMs: number): Run {
  return {
    engine,
    operation,
    rows: [],
    responseHeaders: {},
    resolverCount: 0,
    refusals: new Map(),
    deadline: startDeadline(timeoutMs),
  };
}

/** Whether there is anybody who may want to know of what this operation does; within fragments there may be. */
function isPublished(engine: Engine, { definition }: Operation): boolean {
  if (definition.operation !== OperationTypeNode.MUTATION) return false;
  return definition.selectionSet.selections.some(
    (one) => one.kind !== Kind.FIELD || engine.isPublished(one.name.value),
  );
}

/** Whether values may be written by a plan: what is published, and what depth bounds, has its path told field by field. */
function isSteady({ engine, operation, trail }: Run): boolean {
  return !trail && engine.queryDepthLimit === 0 && !isIntrospective(operation.document);
}

function executeWhole(run: Run): PromiseOrValue<ExecutionResult> {
  return execute(describeExecution(run, run.engine.schema, resolveField));
}

/** What a field of the root gave, and as what it was selected. */
interface Root {
  fieldName: string;
  nodes: readonly FieldNode[];
  value: unknown;
}

/**
 * Runs the root's resolvers, and writes what they gave by a plan. Where that cannot be, graphql-js completes it: no
 * resolver is run a second time.
 */
async function executeByPlan(run: Run): Promise<ExecutionResult> {
  const { engine } = run;
  const roots = new Map<unknown, Root>();
  const gather: Resolve = async (_, source, args, info) => {
    const value = await resolveField(run, source, args, info);
    roots.set(info.path.key, { fieldName: info.fieldName, nodes: info.fieldNodes, value });
    return value;
  };
  const gathered = await execute(describeExecution(run, engine.gathering, gather));
  if (gathered.data == null) return gathered;
  try {
    if (gathered.errors !== undefined) throw new Unusual();
    return { data: completeRoots(run, gathered.data, roots) };
  } catch (error) {
    if (!(error instanceof Unusual)) throw error;
    const giveRoot: Resolve = (_, source, args, info) => {
      const root = info.path.prev === undefined ? roots.get(info.path.key) : undefined;
      return root ? root.value : resolveField(run, source, args, info);
    };
    return execute(describeExecution(run, engine.schema, giveRoot));
  }
}

function completeRoots(run: Run, data: Record<string, unknown>, roots: ReadonlyMap<unknown, Root>) {
  const { schema } = run.engine;
  const { document, definition } = run.operation;
  const type = schema.getRootType(definition.operation);
  const plan = planOf(run.engine, document);
  const mayHave: MayHave = (parentType, field) => refuseAccess(run, parentType, field) === undefined;
  const completed = Object.entries(data).map(([name, value]) => {
    const root = roots.get(name);
    // `__typename`, the only one that has no resolver of any kind.
    if (root === undefined) return [name, value];
    const field = type?.getFields()[root.fieldName];
    if (field === undefined) throw new Unusual();
    return [name, plan(root.nodes, field.type)(root.value, mayHave)];
  });
  return Object.fromEntries(completed) as Record<string, unknown>;
}

const PLANS = new WeakMap<DocumentNode, Plan>();

function planOf({ schema, fields }: Engine, document: DocumentNode): Plan {
  const plan = PLANS.get(document) ?? createPlan({ schema, document, isResolved: fields.has });
  PLANS.set(document, plan);
  return plan;
}

const INTROSPECTIVE = new WeakMap<DocumentNode, boolean>();

/** Whether a document may ask for the schema, which the gathering one is not. */
function isIntrospective(document: DocumentNode): boolean {
  const known = INTROSPECTIVE.get(document);
  if (known !== undefined) return known;
  let found = false;
  visit(document, { Field: ({ name }) => void (found ||= name.value === '__schema' || name.value === '__type') });
  INTROSPECTIVE.set(document, found);
  return found;
}

function describeExecution(run: Run, schema: GraphQLSchema, resolve: Resolve): ExecutionArgs {
  const { document, definition, variables } = run.operation;
  return {
    schema,
    document,
    variableValues: variables,
    operationName: definition.name?.value ?? null,
    fieldResolver: (source: unknown, args: Record<string, unknown>, _: unknown, info) =>
      resolve(run, source, args, info),
    typeResolver: nameType,
  };
}

/** An object says which type of a union or interface it is of; nothing else tells. */
export function nameType(value: unknown): string | undefined {
  const name = ownProperty(value, '__typename');
  return typeof name === 'string' ? name : undefined;
}

/**
 * A field without a resolver of its own is a property of what it stands in, and is had at once: of a hundred
 * predictions six thousand leaves are asked for, and a promise for each would take most of the time.
 */
function resolveField(run: Run, source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo): unknown {
  const { fieldName, parentType } = info;
  run.trail?.set(printPath(responsePathAsArray(info.path)), { typeName: parentType.name, fieldName });
  const refused = refuseField(run, info);
  if (refused) {
    report(run, info, [refused]);
    return null;
  }
  if (run.engine.fields.has(parentType.name, fieldName)) return resolveByResolver(run, source, args, info);
  return ownProperty(source, fieldName) ?? null;
}

async function resolveByResolver(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const outcome = await runResolver(run, source, args, info);
  Object.assign(run.responseHeaders, outcome.responseHeaders);
  report(run, info, outcome.errors);
  const isMutation = run.operation.definition.operation === OperationTypeNode.MUTATION;
  if (isMutation && outcome.invalidation !== undefined) run.engine.invalidate?.(outcome.invalidation);
  return outcome.value ?? null;
}

function runResolver(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): FieldOutcome | Promise<FieldOutcome> {
  if (run.deadline.isOver()) return LATE;
  const { fields } = run.engine;
  const running = fields.run(info.parentType.name, info.fieldName, contextOf(run, source, args, info));
  return Promise.race([running, run.deadline.over.then(() => LATE)]);
}

/** amplify-cli#8192: the field is null, with a row of its own. */
const LATE: FieldOutcome = { value: null, errors: [fail('ExecutionTimeout', 'Execution timed out.')] };

/** Why a field may not be had, if so. What is refused is not resolved. */
function refuseField(run: Run, info: GraphQLResolveInfo): FieldError | undefined {
  const { queryDepthLimit } = run.engine;
  const field = info.parentType.getFields()[info.fieldName];
  const refused = field && refuseAccess(run, info.parentType, field);
  if (refused) return refused;
  if (queryDepthLimit > 0 && depthOf(info) > queryDepthLimit)
    return fail('QueryDepthLimitReached', `Query depth limit of ${queryDepthLimit} reached.`);
  return run.engine.fields.has(info.parentType.name, info.fieldName) ? countResolver(run) : undefined;
}

function refuseAccess({ engine, operation, refusals }: Run, type: GraphQLObjectType, field: Field): Refused {
  if (refusals.has(field)) return refusals.get(field);
  const refused = mayAccess(operation.caller, engine.defaultMode, type, field)
    ? undefined
    : fail('Unauthorized', `Not Authorized to access ${field.name} on type ${type.name}`);
  refusals.set(field, refused);
  return refused;
}

function countResolver(run: Run): FieldError | undefined {
  run.resolverCount += 1;
  return run.resolverCount > run.engine.resolverCountLimit
    ? fail('ResolverExecutionLimitReached', 'Resolver invocation limit reached')
    : undefined;
}

function fail(errorType: string, message: string): FieldError {
  return { errorType, message, data: null, errorInfo: null };
}

/** Fields from the root, the leaf itself included: `{ root { child { name } } }` is 3 deep. */
function depthOf(info: GraphQLResolveInfo): number {
  return responsePathAsArray(info.path).filter((step) => typeof step === 'string').length;
}

function report(run: Run, info: GraphQLResolveInfo, errors: FieldError[]): void {
  if (errors.length === 0) return;
  const path = responsePathAsArray(info.path);
  const nodes = info.fieldNodes.slice(0, 1);
  for (const error of errors) run.rows.push(fieldErrorRow(error, path, nodes));
}

function contextOf(
  { engine, operation }: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): FieldContext {
  return {
    arguments: { ...unsetVariables(info), ...givenArguments(args, info, operation.variables) },
    identity: operation.caller.identity,
    source: source ?? null,
    request: { headers: operation.headers, domainName: null },
    info: {
      fieldName: info.fieldName,
      parentTypeName: info.parentType.name,
      variables: operation.variables,
      selectionSetList: listSelection(info),
      selectionSetGraphQL: printSelection(info),
    },
    env: engine.environment,
  };
}

/** An argument given as a variable that has no value is null to a resolver, not absent (appsync-community#348). */
function unsetVariables(info: GraphQLResolveInfo): Record<string, null> {
  const given = info.fieldNodes[0]?.arguments ?? [];
  const names = given.filter((one) => one.value.kind === Kind.VARIABLE).map((one) => one.name.value);
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** A property of a value's own, undefined where there is none. */
export function ownProperty(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
