import type { AuthMode } from '../definition.ts';

/** Who calls, once that is proven. */
export interface Caller {
  mode: AuthMode['type'];
  /** ctx.identity, in the shape that AppSync gives it for this mode. */
  identity: unknown;
  /** `Type.field` each: refused whatever the schema says. */
  deniedFields: ReadonlySet<string>;
}
