import { getNamedType, Kind } from 'graphql';
import type { GraphQLField, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { SchemaError } from '../schema.ts';

/** For each mutation that subscriptions name, those subscriptions. */
export type Sources = ReadonlyMap<string, readonly string[]>;

type Field = GraphQLField<unknown, unknown>;

/**
 * Reads every `@aws_subscribe(mutations: […])`. Errors: SchemaError for a mutation that does not exist, and for one
 * that returns something else than the subscription; whether either may be null does not matter.
 */
export function readSources(schema: GraphQLSchema): Sources {
  const sources = new Map<string, string[]>();
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const reasons: string[] = [];
  for (const subscription of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const name of namedMutations(subscription)) {
      const mutation = mutations[name];
      if (mutation === undefined) reasons.push(`Subscription.${subscription.name} names no mutation: ${name}.`);
      else if (!haveSameType(subscription, mutation))
        reasons.push(
          `Subscription.${subscription.name} returns ${String(subscription.type)}, ` +
            `but Mutation.${name} returns ${String(mutation.type)}.`,
        );
      sources.set(name, [...(sources.get(name) ?? []), subscription.name]);
    }
  }
  if (reasons.length > 0) throw new SchemaError(reasons);
  return sources;
}

function namedMutations(subscription: Field): string[] {
  const directive = subscription.astNode?.directives?.find((one) => one.name.value === 'aws_subscribe');
  const value = directive?.arguments?.find((one) => one.name.value === 'mutations')?.value;
  const values = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return [...new Set(values.flatMap((one) => (one.kind === Kind.STRING ? one.value : [])))];
}

function haveSameType(one: Field, other: Field): boolean {
  return getNamedType(one.type) === getNamedType(other.type) && withoutNulls(one.type) === withoutNulls(other.type);
}

function withoutNulls(type: GraphQLOutputType): string {
  return String(type).replaceAll('!', '');
}
