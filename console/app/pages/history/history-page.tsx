import type { PageProps } from '../pages.ts';

/** History. */
export function HistoryPage({ address }: PageProps) {
  return <p>{address.page}</p>;
}
