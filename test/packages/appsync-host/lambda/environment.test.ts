import { expect, it } from 'vitest';
import type { FunctionDefinition } from '../../../../packages/appsync-host/lambda/definition.ts';
import { createEnvironment } from '../../../../packages/appsync-host/lambda/environment.ts';

const definition: FunctionDefinition = {
  name: 'Stack-Greet',
  arn: 'arn:aws:lambda:us-east-1:111111111111:function:Stack-Greet',
  folder: '/bundle',
  handler: 'index.handler',
  timeoutMs: 1_000,
  memoryMb: 128,
  environment: {},
  version: '$LATEST',
};
const access = { accessKeyId: 'LAPTOP', secretAccessKey: 'secret', endpoints: {} };

it('a function has a home only where the system knows none of its user, as in a container whose user is a number', () => {
  expect(createEnvironment(definition, access, '/scratch', false)).toMatchObject({ HOME: '/scratch' });
  expect(createEnvironment(definition, access, '/scratch', true)).not.toHaveProperty('HOME');
});
