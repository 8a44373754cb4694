import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.nio.charset.StandardCharsets;

/** Reads a schema and queries from stdin, apart by NUL; prints each query's messages, one a line, then a line of NUL. */
public class ValidateQueries {
  public static void main(String[] args) throws Exception {
    String[] texts = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\0");
    GraphQLSchema schema = makeSchema(texts[0]);
    java.io.PrintStream out = new java.io.PrintStream(System.out, true, "UTF-8");
    for (int at = 1; at < texts.length; at++) {
      for (String message : validate(schema, texts[at])) out.println(message.replace("\n", "\\n"));
      out.println("\0");
    }
  }

  private static java.util.List<String> validate(GraphQLSchema schema, String query) {
    java.util.List<String> messages = new java.util.ArrayList<>();
    try {
      for (ValidationError error : new Validator().validateDocument(schema, new Parser().parseDocument(query))) {
        messages.add(error.getMessage());
      }
    } catch (RuntimeException | StackOverflowError fault) {
      messages.add("Unable to parse GraphQL query.");
    }
    return messages;
  }

  private static GraphQLSchema makeSchema(String sdl) {
    TypeDefinitionRegistry types = new SchemaParser().parse(sdl);
    RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    types.types().values().forEach(type -> {
      if (type instanceof graphql.language.UnionTypeDefinition || type instanceof graphql.language.InterfaceTypeDefinition)
        wiring.type(type.getName(), builder -> builder.typeResolver(environment -> null));
    });
    return new SchemaGenerator().makeExecutableSchema(types, wiring.build());
  }
}
