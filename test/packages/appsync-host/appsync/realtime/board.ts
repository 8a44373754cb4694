/** A board of notes: the small API whose events the tests watch. */
import type { ApiDefinition, ApiParts } from '../../../../../packages/appsync-host/appsync/definition.ts';
import type { FieldContext } from '../../../../../packages/appsync-host/resolver/field.ts';
import { serveApi } from '../api-over-http.ts';
import type { Resolver, TestApi } from '../api-over-http.ts';

const schema = `
  enum Colour { RED GREEN }
  type Author { name: String!, mail: AWSEmail }
  type Note {
    id: ID!, board: String, text: String!, rank: Int, colour: Colour, tags: [String!], author: Author, extra: AWSJSON
  }
  input NoteInput { id: ID!, board: String, text: String!, rank: Int, colour: Colour, tags: [String!] }
  type Query { note(id: ID!): Note }
  type Mutation {
    addNote(note: NoteInput!): Note
    moveNote(note: NoteInput!): Note!
    forgetNote(id: ID!): Note
    failNote(id: ID!): Note
  }
  type Subscription {
    onNote(board: String, rank: Int, colour: Colour, tags: [String!]): Note
      @aws_subscribe(mutations: ["addNote", "moveNote"])
    onAdded(id: ID): Note @aws_subscribe(mutations: ["addNote"])
    onForgotten: Note @aws_subscribe(mutations: ["forgetNote", "failNote"])
    onNothing: Note
  }
`;

const store: Resolver = ({ arguments: { note } }) => ({
  ...(note as object),
  author: { name: 'Ann', mail: 'ann@example.com' },
  extra: { size: [1, 2] },
});

const resolvers: Record<string, Resolver> = {
  'Query.note': ({ arguments: { id } }: FieldContext) => ({ id, text: 'stored' }),
  'Mutation.addNote': store,
  'Mutation.moveNote': store,
  'Mutation.forgetNote': () => null,
  'Mutation.failNote': () => Promise.reject(new Error('no such note')),
};

/** Serves the board, with resolvers of the test's own beside the usual ones, and the schema as `change` makes it. */
export function serveBoard(
  more: Record<string, Resolver> = {},
  definition: Partial<ApiDefinition> = {},
  parts: Partial<ApiParts> = {},
  change = (sdl: string) => sdl,
): Promise<TestApi> {
  return serveApi(change(schema), { ...resolvers, ...more }, definition, parts);
}

/** Adds a note; what the subscribers may see of it is `selection`. */
export async function addNote(
  api: TestApi,
  note: Record<string, unknown> = {},
  selection = 'id board text rank colour tags',
  mutation = 'addNote',
): Promise<void> {
  const query = `mutation ($note: NoteInput!) { ${mutation}(note: $note) { ${selection} } }`;
  const { errors } = await api.ask(query, { note: { id: 'n1', text: 'hello', ...note } });
  if (errors) throw new Error(JSON.stringify(errors));
}
