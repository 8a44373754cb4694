import { GraphQLError } from 'graphql';
import type { ValidationRule, ValueNode } from 'graphql';
import { isOutOfRange } from './literal-fault.ts';

/** Reports numbers such as `1e400`, which graphql-js takes for infinity. */
export const FiniteNumbersRule: ValidationRule = (context) => {
  const check = (node: ValueNode): void => {
    if (isOutOfRange(node)) context.reportError(new GraphQLError('A number is out of range.', { nodes: node }));
  };
  return { IntValue: check, FloatValue: check };
};
