import type { ComponentChildren } from 'preact';

/** That there is nothing, and what would make something. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="notice empty">{children}</div>;
}
