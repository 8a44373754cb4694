import { describe, expect, it } from 'vitest';
import { makeLazy } from '../../../packages/appsync-host/lazy.ts';

describe('a property that is worked out when it is read', () => {
  it('is worked out once, and not before', () => {
    let count = 0;
    const lazy = makeLazy('payload', () => (count += 1));
    expect(count).toBe(0);
    expect([lazy.payload, lazy.payload, 'payload' in lazy, count]).toEqual([1, 1, true, 1]);
  });

  it('is none of a copy, and no accessor of the object, by which V8 would keep the object for long', () => {
    const lazy = makeLazy('value', () => 'kept');
    expect({ ...lazy }).toEqual({});
    const own = Object.values(Object.getOwnPropertyDescriptors(lazy));
    const accessors = own.filter((descriptor) => descriptor.get !== undefined);
    expect(accessors).toEqual([]);
    expect([lazy.value, makeLazy('value', () => 'another').value]).toEqual(['kept', 'another']);
  });
});
