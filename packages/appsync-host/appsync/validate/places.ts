import { Kind, visit } from 'graphql';
import type { ArgumentNode, ASTNode, DocumentNode, FieldNode, Location, VariableDefinitionNode } from 'graphql';

/** Where a node stands in its document. */
export interface Place {
  /** Names of the fields around it, outermost first; within a fragment, its name stands first. */
  path: string[];
  /** What holds the node's selection: the path of a field, also where the node stands in fragments spread there. */
  holderPath: string[];
  field?: FieldNode;
  argument?: ArgumentNode;
  variable?: VariableDefinitionNode;
}

interface Level {
  name: string;
  isFragment: boolean;
  outer: Level | undefined;
}

/**
 * Tells the place of any node of a document, also of the copies that graphql-js makes while validating: those keep
 * their original's location. One walk, however many nodes are asked for.
 */
export function findPlaces(document: DocumentNode): (node: ASTNode | undefined) => Place {
  const places = new Map<Location | undefined, Omit<Place, 'path' | 'holderPath'> & { level: Level | undefined }>();
  const spreads = new Map<string, Level | undefined>();
  let level: Level | undefined;
  const open: { field?: FieldNode; argument?: ArgumentNode; variable?: VariableDefinitionNode } = {};
  const fields: FieldNode[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION)
        level = { name: node.name.value, isFragment: node.kind === Kind.FRAGMENT_DEFINITION, outer: level };
      if (node.kind === Kind.FIELD) fields.push((open.field = node));
      if (node.kind === Kind.ARGUMENT) open.argument = node;
      if (node.kind === Kind.VARIABLE_DEFINITION) open.variable = node;
      if (node.kind === Kind.FRAGMENT_SPREAD && !spreads.has(node.name.value)) spreads.set(node.name.value, level);
      places.set(node.loc, { ...open, level });
    },
    leave(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) level = level?.outer;
      if (node.kind === Kind.FIELD) {
        fields.pop();
        delete open.field;
        const outer = fields.at(-1);
        if (outer) open.field = outer;
      }
      if (node.kind === Kind.ARGUMENT) delete open.argument;
      if (node.kind === Kind.VARIABLE_DEFINITION) delete open.variable;
    },
  });
  return (node) => {
    const { level: innermost, ...rest } = (node && places.get(node.loc)) ?? { level: undefined };
    return { ...rest, path: pathOf(innermost), holderPath: pathOf(holderOf(innermost, spreads)) };
  };
}

/** A fragment is of the field in which it is first spread. */
function holderOf(innermost: Level | undefined, spreads: Map<string, Level | undefined>): Level | undefined {
  const seen = new Set<Level>();
  let holder = innermost?.outer;
  while (holder?.isFragment === true && !seen.has(holder)) {
    seen.add(holder);
    holder = spreads.get(holder.name);
  }
  return holder;
}

function pathOf(innermost: Level | undefined): string[] {
  const path: string[] = [];
  for (let level = innermost; level; level = level.outer) path.push(level.name);
  return path.reverse();
}
