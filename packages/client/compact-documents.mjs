// A plugin of the code generator: documents as typed-document-node writes them, each fragment once, and on one line. A page
// that has the client has its documents, and each call sends one: of 15.7 KB of them 3 were blanks, and half was written
// more than once.
import { plugin as writeDocuments } from '@graphql-codegen/typed-document-node';
import { Kind, parse, print } from 'graphql';

/** A bundler keeps a template that has names in it, used or not; a call that is marked as pure it does not. */
const JOIN = "const join = (...texts: string[]): string => texts.join(' ');\n";
/** Nobody sends a fragment alone, and a bundler keeps what a template makes. */
const FRAGMENT_DOCUMENT = /^export const \w+FragmentDoc = .*;\n/gm;
/** Between names one blank is needed, and one after a colon is kept for readers; no document has a text in it. */
const BLANKS = /\s*([{}(),=[\]]|\.\.\.|\s)\s*/g;
const DOCUMENT = /(?<=new TypedDocumentString\()`([^`]*)`/g;

/** Called by graphql-codegen: https://the-guild.dev/graphql/codegen/docs/custom-codegen/plugin-structure */
export async function plugin(...given) {
  const { prepend, content } = await writeDocuments(...given);
  const fragments = new Map();
  const compacted = content.replace(DOCUMENT, (_, document) => {
    const parts = parse(document).definitions.map((definition) => {
      const text = print(definition).replace(BLANKS, '$1');
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) return text;
      const name = `${definition.name.value}Text`;
      fragments.set(name, `const ${name} = \`${text}\`;\n`);
      return name;
    });
    const texts = parts.map((part) => (fragments.has(part) ? part : `\`${part}\``));
    return texts.length === 1 ? texts[0] : `/*#__PURE__*/ join(${texts.join(', ')})`;
  });
  return { prepend, content: [JOIN, ...fragments.values()].join('') + compacted.replace(FRAGMENT_DOCUMENT, '') };
}
