import { execute } from 'graphql';
import type { DocumentNode, ExecutionResult, FieldNode } from 'graphql';
import type { Made } from '../../resolver/code/load.ts';
import { type MayHave, type Plan, Unusual, createPlan } from './complete.ts';
import { refuseAccess, resolveField, resolveRoot } from './resolve-field.ts';
import { type Engine, type Resolve, type Run, describeExecution } from './run.ts';

/** What a field of the root gave, and as what it was selected. */
interface Root {
  fieldName: string;
  nodes: readonly FieldNode[];
  made: Made;
}

/**
 * Runs the root's resolvers, and writes what they gave by a plan. Where that cannot be, graphql-js completes it: no
 * resolver is run a second time.
 */
export async function executeByPlan(run: Run): Promise<ExecutionResult> {
  const { engine } = run;
  const roots = new Map<unknown, Root>();
  const gather: Resolve = async (_, source, args, info) => {
    const made = await resolveRoot(run, source, args, info);
    roots.set(info.path.key, { fieldName: info.fieldName, nodes: info.fieldNodes, made });
    // Only that it is there matters here.
    return true;
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
      return root ? root.made.settle() : resolveField(run, source, args, info);
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
    return [name, plan(root.nodes, field.type)(root.made.live, mayHave)];
  });
  return Object.fromEntries(completed) as Record<string, unknown>;
}

const PLANS = new WeakMap<DocumentNode, Plan>();

function planOf({ schema, fields }: Engine, document: DocumentNode): Plan {
  const plan =
    PLANS.get(document) ?? createPlan({ schema, document, isResolved: (type, field) => fields.has(type, field) });
  PLANS.set(document, plan);
  return plan;
}
