import { describe, expect, it, vi } from 'vitest';
import { readFunctions } from '../../../../packages/appsync-host/lambda/definition.ts';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { readStack } from '../../../../packages/appsync-host/template/read.ts';
import { openStack, type Stack } from '../../../../packages/appsync-host/template/stack.ts';
import { writeGuestBook } from '../fixture-stack.ts';

function stackWith(properties: object): Stack {
  const folder = writeGuestBook(({ Resources }) => Object.assign(Resources['Greeter']!.Properties, properties));
  const addresses = { endpoint: 'http://localhost:1/graphql', realtimeEndpoint: 'ws://localhost:1/graphql/realtime' };
  return openStack(readStack(folder), addresses, KNOWN_TYPES);
}

describe('the memory of a function', () => {
  it.each([
    ['is what the template says', { MemorySize: 3008 }, 8192, 3008],
    ['is 128 MB where it says nothing', {}, 8192, 128],
    ['leaves a quarter of the machine to others', { MemorySize: 10_240 }, 8192, 6144],
  ])('%s', (_, properties, machineMb, memoryMb) => {
    expect(readFunctions(stackWith(properties), () => undefined, machineMb)).toMatchObject([{ memoryMb }]);
  });

  it('is told to the user where the machine has less, and only then', () => {
    const warn = vi.fn();
    readFunctions(stackWith({ MemorySize: 6144 }), warn, 8192);
    expect(warn).not.toHaveBeenCalled();
    readFunctions(stackWith({ MemorySize: 6145 }), warn, 8192);
    expect(warn.mock.calls).toEqual([['GuestBook-Greeter has 6144 MB of memory here; the template says 6145 MB.']]);
  });
});
