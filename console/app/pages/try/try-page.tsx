import type { PageProps } from '../pages.ts';

/** Try. */
export function TryPage({ address }: PageProps) {
  return <p>{address.page}</p>;
}
