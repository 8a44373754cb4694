import { GraphQLError } from 'graphql';
import type { FragmentDefinitionNode, ValidationRule } from 'graphql';

/** Reports each fragment that leads back to itself, as graphql-java does; graphql-js reports one of a circle. */
export const FragmentCyclesRule: ValidationRule = (context) => ({
  OperationDefinition: () => false,
  FragmentDefinition(fragment) {
    const seen = new Set<string>();
    const open: FragmentDefinitionNode[] = [fragment];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const { name } of context.getFragmentSpreads(next.selectionSet)) {
        if (name.value === fragment.name.value) {
          context.reportError(new GraphQLError(`"${name.value}" spreads itself.`, { nodes: fragment }));
          return false;
        }
        const inner = seen.has(name.value) ? undefined : context.getFragment(name.value);
        seen.add(name.value);
        if (inner) open.push(inner);
      }
    }
    return false;
  },
});
