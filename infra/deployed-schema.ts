import { Kind, type ASTNode, parse, type StringValueNode, visit } from 'graphql';

/**
 * schema.graphql as the strictest reports say that AppSync takes it: some accounts refuse descriptions, above all
 * those of enum values (aws/aws-appsync-community#38, #55, #410). Descriptions become comments, which AppSync shows
 * as documentation; those of enum values are told in the comment of their enum. Nothing but ASCII is left, since
 * CloudFormation answers with a `?` for every other character, and `cdk diff` would never come out empty.
 *
 * Errors: GraphQLError for what is no SDL.
 */
export function writeDeployedSchema(sdl: string): string {
  let written = '';
  let at = 0;
  for (const { description, comment } of describedNodes(sdl)) {
    const { start, end } = description.loc ?? { start: at, end: at };
    const indent = sdl.slice(sdl.lastIndexOf('\n', start - 1) + 1, start);
    const isAlone = indent.trim() === '';
    const margin = isAlone ? indent : `${/^ */.exec(indent)?.[0] ?? ''}  `;
    const rest = sdl.slice(end);
    written += sdl.slice(at, start);
    if (comment !== '') written += `${isAlone ? '' : `\n${margin}`}${formatComment(comment, margin)}\n${margin}`;
    at = end + (rest.length - rest.trimStart().length);
  }
  return toAscii(written + sdl.slice(at));
}

/** Every description, in the order of the text, with what the comment in its place is to say. */
function describedNodes(sdl: string): { description: StringValueNode; comment: string }[] {
  const found: { description: StringValueNode; comment: string }[] = [];
  visit(parse(sdl), {
    enter(node: ASTNode) {
      if (!('description' in node) || node.description === undefined) return;
      found.push({ description: node.description, comment: commentOf(node, node.description.value) });
    },
  });
  return found.sort((one, other) => (one.description.loc?.start ?? 0) - (other.description.loc?.start ?? 0));
}

function commentOf(node: ASTNode, text: string): string {
  if (node.kind === Kind.ENUM_VALUE_DEFINITION) return '';
  if (node.kind !== Kind.ENUM_TYPE_DEFINITION) return text;
  const values = node.values?.map(({ name, description }) => `${name.value}: ${description?.value ?? ''}`) ?? [];
  return [text, ...values].join('\n');
}

function formatComment(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => `# ${line}`.trimEnd())
    .join(`\n${margin}`);
}

const ASCII: Readonly<Record<string, string>> = { '…': '...', '–': '-', '—': '-', '’': "'", '×': 'x' };

/** Texts of the template as CloudFormation keeps them: accents fall, and signs that ASCII lacks are spelt. */
function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\P{ASCII}/gu, (sign) => ASCII[sign] ?? '?');
}
