import { execute } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { FieldOutcome } from '../../resolver/field.ts';
import type { ErrorRow } from './error-rows.ts';
import { rewriteExecutionErrors } from './errors.ts';
import { givenArguments } from './given-arguments.ts';
import { refuseField, report, runResolver } from './resolve-field.ts';
import { type Engine, type Operation, type Run, describeExecution, startRun } from './run.ts';

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
