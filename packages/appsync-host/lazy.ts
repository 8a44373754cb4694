/** What a lazy object is made of. */
interface Lazy {
  [READ]: () => unknown;
  [FOUND]: { value: unknown } | undefined;
}

const READ = Symbol('read');
const FOUND = Symbol('found');
const PROTOTYPES = new Map<string, object>();

/**
 * An object whose one property is worked out when it is first read, and kept. The accessor is its prototype's: for an
 * object with an accessor of its own V8 makes a hidden class, which outlives the object until all memory is swept, and
 * with it whatever the accessor refers to; so a quarter of what a page of history took was copied again and again.
 */
export function makeLazy<Name extends string, Value>(name: Name, read: () => Value): Record<Name, Value> {
  // Nobody sees how it is made, nor copies it.
  const lazy: unknown = Object.create(prototypeOf(name), {
    [READ]: { value: read },
    [FOUND]: { value: undefined, writable: true },
  });
  return lazy as Record<Name, Value>;
}

function prototypeOf(name: string): object {
  const known = PROTOTYPES.get(name);
  if (known !== undefined) return known;
  const prototype = Object.defineProperty({}, name, {
    get(this: Lazy) {
      return (this[FOUND] ??= { value: this[READ]() }).value;
    },
    enumerable: true,
  });
  PROTOTYPES.set(name, prototype);
  return prototype;
}
