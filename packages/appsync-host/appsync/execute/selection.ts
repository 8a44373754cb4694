import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, getDirectiveValues, print } from 'graphql';
import type { FieldNode, GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';

/**
 * Every field selected below a field, as paths of response names: `items`, `items/id`. Fragments are flattened, skipped
 * fields left out, each path once. Source: developer guide, "AWS AppSync JavaScript resolver context object reference".
 */
export function listSelection(info: GraphQLResolveInfo): string[] {
  const [node, ...others] = info.fieldNodes;
  if (node === undefined || others.length > 0) return findPaths(info).paths;
  const known = LISTED.get(node);
  if (known) return known;
  const { paths, isAlways } = findPaths(info);
  if (isAlways) LISTED.set(node, paths);
  return paths;
}

/** Of fields whose selection hangs on no variable. */
const LISTED = new WeakMap<FieldNode, string[]>();
const PRINTED = new WeakMap<FieldNode, string>();

function findPaths(info: GraphQLResolveInfo): { paths: string[]; isAlways: boolean } {
  const paths = new Set<string>();
  const collection: Collection = { info, paths, spread: new Set(), isAlways: true };
  for (const node of info.fieldNodes) if (node.selectionSet) collect(node.selectionSet, '', collection);
  return { paths: [...paths], isAlways: collection.isAlways };
}

/** The selection as GraphQL, fragments as they were written; empty for a leaf. */
export function printSelection(info: GraphQLResolveInfo): string {
  const [node, ...others] = info.fieldNodes;
  const known = node && others.length === 0 ? (PRINTED.get(node) ?? printNodes(info)) : printNodes(info);
  if (node && others.length === 0) PRINTED.set(node, known);
  return known;
}

function printNodes(info: GraphQLResolveInfo): string {
  const selections = info.fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return selections.length === 0 ? '' : print({ kind: Kind.SELECTION_SET, selections });
}

/** Fragments that spread each other can select more fields than there are atoms. */
const PATHS_MAX = 10_000;

interface Collection {
  info: GraphQLResolveInfo;
  paths: Set<string>;
  /** Fragments by place: a second time one adds nothing there. */
  spread: Set<string>;
  /** Whether the same is selected whatever the variables are. */
  isAlways: boolean;
}

function collect(selectionSet: SelectionSetNode, prefix: string, collection: Collection): void {
  const { info, paths, spread } = collection;
  for (const selection of selectionSet.selections) {
    if ((selection.directives?.length ?? 0) > 0) collection.isAlways = false;
    if (paths.size >= PATHS_MAX || isSkipped(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
      paths.add(path);
      if (selection.selectionSet) collect(selection.selectionSet, `${path}/`, collection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, prefix, collection);
    else {
      const { value: name } = selection.name;
      const fragment = spread.has(`${prefix} ${name}`) ? undefined : info.fragments[name];
      spread.add(`${prefix} ${name}`);
      if (fragment) collect(fragment.selectionSet, prefix, collection);
    }
  }
}

function isSkipped(selection: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues);
  return skip?.['if'] === true || include?.['if'] === false;
}
