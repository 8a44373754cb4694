import { describe, expect, it } from 'vitest';
import { GREETINGS } from '../packages/appsync-host/states/cellar-stack.ts';
import { findDefinitionFaults, listMachines } from './state-machines.ts';
import { synthesize } from './synthesize.ts';

const machines = listMachines(synthesize());

describe.skipIf(machines.length === 0)('a state machine of the template', () => {
  it.for(machines)('$name is sound, as asl-validator finds', ({ definition }) => {
    expect(findDefinitionFaults(definition)).toBe('');
  });
});

describe('what the laptop host takes', () => {
  const greeter = 'arn:aws:lambda:us-east-1:000000000000:function:greeter';
  const definition = JSON.stringify(GREETINGS).replaceAll('@greeter', greeter).replaceAll('@bucket', 'photos');

  it('is sound to asl-validator as well', () => {
    expect(findDefinitionFaults(definition)).toBe('');
  });

  it('is not where a state leads nowhere', () => {
    expect(findDefinitionFaults(definition.replace('"StartAt":"Greet"', '"StartAt":"Gone"'))).not.toBe('');
  });
});
