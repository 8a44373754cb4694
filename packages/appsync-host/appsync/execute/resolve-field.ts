import { Kind, OperationTypeNode, responsePathAsArray } from 'graphql';
import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { FieldContext, FieldError, FieldOutcome } from '../../resolver/field.ts';
import { type Made, madeOf } from '../../resolver/code/load.ts';
import { mayAccess } from '../access/caller.ts';
import { fieldErrorRow, printPath } from './error-rows.ts';
import { givenArguments } from './given-arguments.ts';
import { type Field, type Refused, type Run, ownProperty } from './run.ts';
import { listSelection, printSelection } from './selection.ts';

/**
 * A field without a resolver of its own is a property of what it stands in, and is had at once: of a hundred
 * predictions six thousand leaves are asked for, and a promise for each would take most of the time.
 */
export function resolveField(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): unknown {
  const { fieldName, parentType } = info;
  run.trail?.set(printPath(responsePathAsArray(info.path)), { typeName: parentType.name, fieldName });
  const refused = refuseField(run, info);
  if (refused) {
    report(run, info, [refused]);
    return null;
  }
  if (run.engine.fields.has(parentType.name, fieldName))
    return runAndTell(run, source, args, info).then(({ value }) => value ?? null);
  return ownProperty(source, fieldName) ?? null;
}

/** As resolveField, of a field of the root, whose value need not be JSON yet. */
export async function resolveRoot(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<Made> {
  const refused = refuseField(run, info);
  if (refused) report(run, info, [refused]);
  if (refused) return madeOf(null);
  if (!run.engine.fields.has(info.parentType.name, info.fieldName))
    return madeOf(ownProperty(source, info.fieldName) ?? null);
  const outcome = await runAndTell(run, source, args, info);
  const settle = (): unknown => outcome.value ?? null;
  return { live: 'live' in outcome ? outcome.live : settle(), settle };
}

async function runAndTell(
  run: Run,
  source: unknown,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
): Promise<FieldOutcome> {
  const outcome = await runResolver(run, source, args, info);
  Object.assign(run.responseHeaders, outcome.responseHeaders);
  report(run, info, outcome.errors);
  const isMutation = run.operation.definition.operation === OperationTypeNode.MUTATION;
  if (isMutation && outcome.invalidation !== undefined) run.engine.invalidate?.(outcome.invalidation);
  return outcome;
}

/** Runs the resolver of a field that has one, as long as the request has time. */
export function runResolver(
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
export function refuseField(run: Run, info: GraphQLResolveInfo): FieldError | undefined {
  const { queryDepthLimit } = run.engine;
  const field = info.parentType.getFields()[info.fieldName];
  const refused = field && refuseAccess(run, info.parentType, field);
  if (refused) return refused;
  if (queryDepthLimit > 0 && depthOf(info) > queryDepthLimit)
    return fail('QueryDepthLimitReached', `Query depth limit of ${queryDepthLimit} reached.`);
  return run.engine.fields.has(info.parentType.name, info.fieldName) ? countResolver(run) : undefined;
}

/** Why a caller may not have a field; decided once for all values of a request. */
export function refuseAccess({ engine, operation, refusals }: Run, type: GraphQLObjectType, field: Field): Refused {
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

/** Tells the errors of a field in the answer. */
export function report(run: Run, info: GraphQLResolveInfo, errors: FieldError[]): void {
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
