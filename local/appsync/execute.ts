import { Kind, OperationTypeNode, execute, responsePathAsArray } from 'graphql';
import type { DocumentNode, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { FieldContext, FieldError, FieldRunner } from '../resolver/field.ts';
import type { Caller } from './caller.ts';
import { fieldErrorRow } from './error-rows.ts';
import type { ErrorRow } from './error-rows.ts';
import { rewriteExecutionErrors } from './execution-errors.ts';
import { mayAccess } from './field-access.ts';
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
}

/** One operation to run, checked in every way that can be checked before it runs. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  variables: Record<string, unknown>;
  caller: Caller;
  headers: Record<string, string | string[]>;
}

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
}

/** Runs one operation: mutations one after the other, queries at once. Never rejects because of what a resolver does. */
export async function executeOperation(
  engine: Engine,
  operation: Operation,
): Promise<{ answer: Answer; responseHeaders: Record<string, string> }> {
  const run: Run = { engine, operation, rows: [], responseHeaders: {}, resolverCount: 0 };
  const { document, definition, variables } = operation;
  const { data = null, errors = [] } = await execute({
    schema: engine.schema,
    document,
    variableValues: variables,
    operationName: definition.name?.value ?? null,
    contextValue: run,
    fieldResolver: (source: unknown, args: Record<string, unknown>, context: Run, info) =>
      resolveField(context, source, args, info),
    typeResolver: nameType,
  });
  const rows = [...run.rows, ...rewriteExecutionErrors(engine.schema, errors, run.rows)];
  return { answer: rows.length === 0 ? { data } : { data, errors: rows }, responseHeaders: run.responseHeaders };
}

/** An object says which type of a union or interface it is of; nothing else tells. */
function nameType(value: unknown): string | undefined {
  const name = ownProperty(value, '__typename');
  return typeof name === 'string' ? name : undefined;
}

async function resolveField(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const refused = refuseField(run, info);
  if (refused) {
    report(run, info, [refused]);
    return null;
  }
  if (!run.engine.fields.has(info.parentType.name, info.fieldName)) return ownProperty(source, info.fieldName) ?? null;
  const outcome = await run.engine.fields.run(info.parentType.name, info.fieldName, contextOf(run, source, args, info));
  Object.assign(run.responseHeaders, outcome.responseHeaders);
  report(run, info, outcome.errors);
  return outcome.value ?? null;
}

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
    ? fail('ResolverExecutionLimitReached', `Resolver execution limit of ${engine.resolverCountLimit} reached.`)
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
    arguments: { ...unsetVariables(info), ...(asPlain(args) as Record<string, unknown>) },
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

/** graphql-js makes objects without a prototype; resolvers expect plain ones. */
function asPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asPlain(one)]));
}

function ownProperty(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** Whether an operation is one that is pushed, not answered. */
export function isSubscription(definition: OperationDefinitionNode): boolean {
  return definition.operation === OperationTypeNode.SUBSCRIPTION;
}
