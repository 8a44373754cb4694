/** Documentation in SDL: where AppSync takes it from, and where it takes offence at it. */
import { Kind, TokenKind, getLocation, visit } from 'graphql';
import type {
  ASTNode,
  DocumentNode,
  EnumTypeDefinitionNode,
  EnumValueDefinitionNode,
  StringValueNode,
  Token,
} from 'graphql';

/** What comments document. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  Kind.SCHEMA_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]);

/**
 * Gives a document the documentation that stands in its comments, as AppSync does: the `#` lines directly above what
 * they describe. Values of an enum have none of their own; lines `VALUE: text` in the enum's comment are theirs, with
 * all that follows up to the next such line. A description in quotes stays as it is.
 */
export function documentByComments(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter(node: ASTNode) {
      if (!DOCUMENTED.has(node.kind) || ('description' in node && node.description)) return undefined;
      const text = commentAbove(node);
      if (text === '') return undefined;
      return node.kind === Kind.ENUM_TYPE_DEFINITION ? documentEnum(node, text) : describe(node, text);
    },
  });
}

/** The lines of comment that end on the line before the node, each alone on its line. */
function commentAbove(node: ASTNode): string {
  const lines: string[] = [];
  let below = node.loc?.startToken;
  for (let token = below?.prev; token && below; below = token, token = token.prev) {
    const isDirectlyAbove = token.kind === TokenKind.COMMENT && token.line + 1 === below.line;
    if (!isDirectlyAbove || token.prev?.line === token.line) break;
    lines.unshift(token.value.replace(/^ /, ''));
  }
  return lines.join('\n').trim();
}

function describe<Node extends ASTNode>(node: Node, text: string): Node {
  if (text === '') return node;
  const description: StringValueNode = { kind: Kind.STRING, value: text, block: true };
  return { ...node, description };
}

function documentEnum(node: EnumTypeDefinitionNode, text: string): EnumTypeDefinitionNode {
  const texts = new Map((node.values ?? []).map(({ name }) => [name.value, [] as string[]]));
  const own: string[] = [];
  let current = own;
  for (const line of text.split('\n')) {
    const [, name = '', begun = ''] = /^(\w+):(?: (.*))?$/.exec(line) ?? [];
    const value = texts.get(name);
    current = value ?? current;
    current.push(value ? begun : line);
  }
  const describeValue = (value: EnumValueDefinitionNode): EnumValueDefinitionNode =>
    value.description ? value : describe(value, (texts.get(value.name.value) ?? []).join('\n').trim());
  return describe({ ...node, values: (node.values ?? []).map(describeValue) }, own.join('\n').trim());
}

/**
 * Why accounts refuse a document for its documentation, by the strictest report; empty where none would. Sources:
 * aws/aws-appsync-community#38 for descriptions in quotes, #55 and #410 for comments among the values of an enum.
 */
export function refusedTexts(document: DocumentNode): string[] {
  const quoted: string[] = [];
  const remarks: string[] = [];
  const path: string[] = [];
  visit(document, {
    enter(node: ASTNode) {
      if (namesItself(node)) path.push(node.name.value);
      if ('description' in node && node.description) quoted.push(placeOf(node.description, path));
      const remark = node.kind === Kind.ENUM_TYPE_DEFINITION ? findRemark(node) : undefined;
      if (remark) remarks.push(`line ${remark.line} (${path.join('.')})`);
    },
    leave(node: ASTNode) {
      if (namesItself(node)) path.pop();
    },
  });
  return [
    ...tell(quoted, (places) => `Descriptions in quotes are refused by many accounts: ${places}. ${COMMENT_INSTEAD}`),
    ...tell(remarks, (places) => `Comments among the values of an enum are refused: ${places}. ${ENUM_INSTEAD}`),
  ];
}

const COMMENT_INSTEAD =
  'Write them as # comments on the lines above what they describe, or run the host with --schema-descriptions keep ' +
  'if your account takes them.';
const ENUM_INSTEAD = "Write them in the enum's own comment, as lines VALUE: text.";

function namesItself(
  node: ASTNode,
): node is Extract<ASTNode, { kind: `${string}Definition` }> & { name: { value: string } } {
  return node.kind.endsWith('Definition') && 'name' in node && node.name !== undefined;
}

function placeOf({ loc }: StringValueNode, path: readonly string[]): string {
  const line = loc ? getLocation(loc.source, loc.start).line : 0;
  return `line ${line} (${path.join('.') || 'schema'})`;
}

/** The first comment between an enum's braces. */
function findRemark({ loc, values }: EnumTypeDefinitionNode): Token | undefined {
  if (!loc || !values?.length) return undefined;
  for (let token = loc.startToken; token !== loc.endToken && token.next; token = token.next) {
    if (token.kind === TokenKind.COMMENT) return token;
  }
  return undefined;
}

function tell([first, ...others]: string[], write: (places: string) => string): string[] {
  if (first === undefined) return [];
  return [write(others.length === 0 ? first : `${first} and ${others.length} more`)];
}
