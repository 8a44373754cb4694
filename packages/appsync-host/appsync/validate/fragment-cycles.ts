import { GraphQLError, Kind } from 'graphql';
import type { FragmentDefinitionNode, ValidationContext, ValidationRule } from 'graphql';

/** Reports each fragment that leads back to itself, as graphql-java does; graphql-js reports one of a circle. */
export const FragmentCyclesRule: ValidationRule = (context) => {
  let cyclic: ReadonlySet<FragmentDefinitionNode> | undefined;
  return {
    OperationDefinition: () => false,
    FragmentDefinition(fragment) {
      cyclic ??= findCyclic(context);
      if (cyclic.has(fragment))
        context.reportError(new GraphQLError(`"${fragment.name.value}" spreads itself.`, { nodes: fragment }));
      return false;
    },
  };
};

/** One fragment on the way through all of them. */
interface Visited {
  fragment: FragmentDefinitionNode;
  order: number;
  /** The earliest one that it leads back to. */
  earliest: number;
  spreads: FragmentDefinitionNode[];
  next: number;
}

/**
 * All fragments that lead back to themselves, in one walk: those of a circle are found where the walk leaves its first
 * one (Tarjan's algorithm, without recursion, for a chain may have thousands).
 */
function findCyclic(context: ValidationContext): Set<FragmentDefinitionNode> {
  const cyclic = new Set<FragmentDefinitionNode>();
  const visited = new Map<FragmentDefinitionNode, Visited>();
  const open: Visited[] = [];
  const isOpen = new Set<Visited>();
  const enter = (fragment: FragmentDefinitionNode): Visited => {
    const order = visited.size;
    const one = { fragment, order, earliest: order, spreads: listSpreads(context, fragment), next: 0 };
    visited.set(fragment, one);
    open.push(one);
    isOpen.add(one);
    return one;
  };
  const leave = (one: Visited): void => {
    if (one.earliest !== one.order) return;
    const circle = open.splice(open.lastIndexOf(one));
    for (const member of circle) isOpen.delete(member);
    const isCircle = circle.length > 1 || one.spreads.includes(one.fragment);
    if (isCircle) for (const { fragment } of circle) cyclic.add(fragment);
  };
  for (const definition of context.getDocument().definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || visited.has(definition)) continue;
    const way = [enter(definition)];
    for (let one = way.at(-1); one; one = way.at(-1)) {
      const spread = one.spreads[one.next++];
      const known = spread && visited.get(spread);
      if (spread && !known) way.push(enter(spread));
      else if (known && isOpen.has(known)) one.earliest = Math.min(one.earliest, known.order);
      else if (spread === undefined) {
        way.pop();
        leave(one);
        const outer = way.at(-1);
        if (outer) outer.earliest = Math.min(outer.earliest, one.earliest);
      }
    }
  }
  return cyclic;
}

function listSpreads(context: ValidationContext, { selectionSet }: FragmentDefinitionNode): FragmentDefinitionNode[] {
  return context.getFragmentSpreads(selectionSet).flatMap(({ name }) => context.getFragment(name.value) ?? []);
}
