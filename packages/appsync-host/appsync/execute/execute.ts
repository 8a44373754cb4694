import { Kind, OperationTypeNode, execute, visit } from 'graphql';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { executeByPlan } from './by-plan.ts';
import { rewriteExecutionErrors } from './errors.ts';
import { listPublications } from './publication.ts';
import { resolveField } from './resolve-field.ts';
import { type Answer, type Engine, type Operation, type Run, describeExecution, startRun } from './run.ts';

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

function executeWhole(run: Run): ExecutionResult | Promise<ExecutionResult> {
  return execute(describeExecution(run, run.engine.schema, resolveField));
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
