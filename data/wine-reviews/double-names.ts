/*
 * One source (roald) names four kinds of grapes by all their names at once. These are the names that the other sources
 * give the same wines.
 */

/** The variety by its usual name. */
export function settleVariety(variety: string | undefined, country: string | undefined): string | undefined {
  const names = variety === undefined ? undefined : USUAL_NAMES[variety];
  if (!names) return variety;
  return country === 'Italy' ? names.inItaly : names.elsewhere;
}

const USUAL_NAMES: Record<string, { inItaly: string; elsewhere: string }> = {
  'Primitivo, Zinfandel': { inItaly: 'Primitivo', elsewhere: 'Zinfandel' },
  'Sauvignon, Sauvignon Blanc': { inItaly: 'Sauvignon', elsewhere: 'Sauvignon Blanc' },
  'Fumé Blanc, Sauvignon Blanc': { inItaly: 'Fumé Blanc', elsewhere: 'Fumé Blanc' },
  'Sangiovese Grosso, Sangiovese': { inItaly: 'Sangiovese Grosso', elsewhere: 'Sangiovese Grosso' },
};
