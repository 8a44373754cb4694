import type { ResolverDefinition } from './definition.ts';
import type { RunResolver } from './field-run.ts';
import type { FieldRunner, TraceEvent } from './field.ts';
import { createResolver, runField } from './resolver.ts';
import type { SourceParts } from './sources/source.ts';

/** The resolvers of an API, and what they reach. */
export interface FieldRunnerParts extends SourceParts {
  definitions: ResolverDefinition[];
  trace?: (event: TraceEvent) => void;
}

/**
 * Loads every resolver's code first, as a deployment does: Errors: CodeError naming file and line for code
 * that APPSYNC_JS refuses; Error for a definition that cannot run.
 */
export function createFieldRunner(parts: FieldRunnerParts): FieldRunner {
  const resolvers = new Map<string, RunResolver>();
  for (const definition of parts.definitions) {
    resolvers.set(`${definition.typeName}.${definition.fieldName}`, createResolver(definition, parts));
  }
  return {
    has: (typeName, fieldName) => resolvers.has(`${typeName}.${fieldName}`),
    run: (typeName, fieldName, context) => {
      const field = `${typeName}.${fieldName}`;
      const run = resolvers.get(field);
      if (run === undefined) return Promise.reject(new Error(`${field} has no resolver.`));
      return runField(field, run, context, parts.trace);
    },
  };
}
