import { GraphQLError } from 'graphql';
import type { ValidationRule } from 'graphql';

/** Reports what stands behind an anonymous operation, or one behind others, where graphql-js reports the anonymous. */
export const LoneOperationRule: ValidationRule = (context) => {
  let count = 0;
  let isAnyAnonymous = false;
  return {
    OperationDefinition(node) {
      const isReported = node.name === undefined ? count > 0 : isAnyAnonymous;
      const message = node.name === undefined ? 'Anonymous.' : `"${node.name.value}" follows.`;
      if (isReported) context.reportError(new GraphQLError(message, { nodes: node }));
      isAnyAnonymous ||= node.name === undefined;
      count += 1;
      return false;
    },
    FragmentDefinition: () => false,
  };
};
