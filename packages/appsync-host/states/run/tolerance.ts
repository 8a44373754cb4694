/** How many children of a Map may fail. Source: developer guide, "Setting failure thresholds for Distributed Map". */
import type { Distribution } from '../language/definition.ts';

/** Whether more have failed than the Map tolerates: more than a number, or than a share. Without either, none may. */
export function exceedsTolerance(
  failed: number,
  total: number,
  { toleratedCount, toleratedPercentage }: Pick<Distribution, 'toleratedCount' | 'toleratedPercentage'>,
): boolean {
  if (toleratedCount === undefined && toleratedPercentage === undefined) return failed > 0;
  const isPastCount = toleratedCount !== undefined && failed > toleratedCount;
  return isPastCount || (toleratedPercentage !== undefined && (failed / total) * 100 > toleratedPercentage);
}
