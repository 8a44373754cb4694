import { GraphQLObjectType, GraphQLScalarType, GraphQLSchema, isInputType } from 'graphql';

/** The name of a type that no schema of AppSync's can have. */
const GIVEN = new GraphQLScalarType({ name: '__Given', coerceOutputValue: (value) => value });

/**
 * The schema by which resolvers of the root's fields are run: it takes what the other takes, and answers with whatever
 * they give, before it is completed.
 */
export function createGatheringSchema(schema: GraphQLSchema): GraphQLSchema {
  const gather = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | null => {
    if (!type) return null;
    const config = type.toConfig();
    const fields = Object.entries(config.fields).map(([name, field]) => [name, { ...field, type: GIVEN }]);
    return new GraphQLObjectType({
      ...config,
      interfaces: [],
      fields: Object.fromEntries(fields) as typeof config.fields,
    });
  };
  return new GraphQLSchema({
    query: gather(schema.getQueryType()),
    mutation: gather(schema.getMutationType()),
    types: Object.values(schema.getTypeMap()).filter((type) => isInputType(type) && !type.name.startsWith('__')),
    directives: schema.getDirectives(),
    assumeValid: true,
  });
}
