import { Kind, OperationTypeNode, execute, responsePathAsArray } from 'graphql';
import type { DocumentNode, ExecutionArgs, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { FieldContext, FieldError, FieldOutcome, FieldRunner } from '../../resolver/field.ts';
import type { Caller } from '../access/caller.ts';
import { fieldErrorRow, printPath } from './error-rows.ts';
import type { ErrorRow } from './error-rows.ts';
import { rewriteExecutionErrors } from './errors.ts';
import { mayAccess } from '../access/caller.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { givenArguments } from './given-arguments.ts';
import { listPublications } from './publication.ts';
import type { Publish, Trail } from './publication.ts';
import { listSelection, printSelection } from './selection.ts';

/** An API's own part in executing: the same for every request. */
export interface Engine {
  schema: GraphQLSchema;
  fields: FieldRunner;
  environment: Record<string, string>;
  defaultMode: string;
  /** 0 is no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  publish?: Publish;
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

/** What is gathered while one operation runs. */
interface Run {
  engine: Engine;
  operation: Operation;
  rows: ErrorRow[];
  responseHeaders: Record<string, string>;
  resolverCount: number;
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
  const isMutation = operation.definition.operation === OperationTypeNode.MUTATION;
  if (engine.publish && isMutation) run.trail = new Map();
  const { data = null, errors = [] } = await execute(describeExecution(run, resolveField));
  run.deadline.cancel();
  const rows = [...run.rows, ...rewriteExecutionErrors(engine.schema, errors, run.rows)];
  if (run.trail) for (const publication of listPublications(run.trail, data)) engine.publish?.(publication);
  return { answer: rows.length === 0 ? { data } : { data, errors: rows }, responseHeaders: run.responseHeaders };
}

/**
 * Runs a subscription's resolver. Its value goes nowhere: what counts is whether it lets the caller in, and its filter.
 */
export async function openSubscription(engine: Engine, operation: Operation, timeoutMs: number): Promise<Opening> {
  const run = startRun(engine, operation, timeoutMs);
  let opened = { fieldName: '', args: {}, filter: undefined as unknown, invalidationFilter: undefined as unknown };
  const open: Resolve = async (_, source, args, info) => {
    const outcome = await findOutcome(run, source, args, info);
    report(run, info, outcome.errors);
    opened = {
      fieldName: info.fieldName,
      args: givenArguments(args, info, operation.variables),
      filter: outcome.subscriptionFilter,
      invalidationFilter: outcome.invalidationFilter,
    };
    return null;
  };
  const { errors = [] } = await execute(describeExecution(run, open));
  run.deadline.cancel();
  const isRun = opened.fieldName !== '';
  return { ...opened, rows: isRun ? run.rows : rewriteExecutionErrors(engine.schema, errors, run.rows) };
}

type Resolve = (run: Run, source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo) => Promise<unknown>;

function startRun(engine: Engine, operation: Operation, timeoutMs: number): Run {
  return { engine, operation, rows: [], responseHeaders: {}, resolverCount: 0, deadline: startDeadline(timeoutMs) };
}

function describeExecution(run: Run, resolve: Resolve): ExecutionArgs {
  const { document, definition, variables } = run.operation;
  return {
    schema: run.engine.schema,
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

async function resolveField(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const { fieldName, parentType } = info;
  run.trail?.set(printPath(responsePathAsArray(info.path)), { typeName: parentType.name, fieldName });
  const outcome = await findOutcome(run, source, args, info);
  Object.assign(run.responseHeaders, outcome.responseHeaders);
  report(run, info, outcome.errors);
  const isMutation = run.operation.definition.operation === OperationTypeNode.MUTATION;
  if (isMutation && outcome.invalidation !== undefined) run.engine.invalidate?.(outcome.invalidation);
  return outcome.value ?? null;
}

async function findOutcome(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<FieldOutcome> {
  const refused = refuseField(run, info);
  if (refused) return { value: null, errors: [refused] };
  const { fields } = run.engine;
  if (!fields.has(info.parentType.name, info.fieldName))
    return { value: ownProperty(source, info.fieldName), errors: [] };
  if (run.deadline.isOver()) return LATE;
  const running = fields.run(info.parentType.name, info.fieldName, contextOf(run, source, args, info));
  return Promise.race([running, run.deadline.over.then(() => LATE)]);
}

/** amplify-cli#8192: the field is null, with a row of its own. */
const LATE: FieldOutcome = { value: null, errors: [fail('ExecutionTimeout', 'Execution timed out.')] };

/** Why a field may not be had, if so. What is refused is not resolved. */
function refuseField(run: Run, info: GraphQLResolveInfo): FieldError | undefined {
  const { engine, operation } = run;
  const field = info.parentType.getFields()[info.fieldName];
  if (field && !mayAccess(operation.caller, engine.defaultMode, info.parentType, field))
    return fail('Unauthorized', `Not Authorized to access ${info.fieldName} on type ${info.parentType.name}`);
  if (engine.queryDepthLimit > 0 && depthOf(info) > engine.queryDepthLimit)
    return fail('QueryDepthLimitReached', `Query depth limit of ${engine.queryDepthLimit} reached.`);
  if (!engine.fields.has(info.parentType.name, info.fieldName)) return undefined;
  run.resolverCount += 1;
  return run.resolverCount > engine.resolverCountLimit
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
