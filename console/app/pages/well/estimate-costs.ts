/** What was asked in a month so far. */
export interface MonthSoFar {
  /** When it began: ISO 8601. */
  from: string;
  /** How much of it is over: 0 to 1. */
  share: number;
  wines: number;
  requests: number;
}

/** What that costs, in US dollars. */
export interface Costs {
  standing: number;
  requests: number;
  wines: number;
  total: number;
}

/** Where and when these prices hold. */
export const PRICES_OF = 'us-east-1 of November 2026';

/**
 * What docs/cost comes to for the default environment, in US dollars: a whole month of being there, with eight
 * releases, and what a million requests and a million wines add. A test holds them against it.
 */
const DOLLARS = { month: 34.89, millionRequests: 13.39, millionWines: 1.33 };

/** The costs of a month so far, to the cent of what was counted. */
export function estimateCosts({ share, wines, requests }: MonthSoFar): Costs {
  const standing = share * DOLLARS.month;
  const ofRequests = (requests * DOLLARS.millionRequests) / 1e6;
  const ofWines = (wines * DOLLARS.millionWines) / 1e6;
  return { standing, requests: ofRequests, wines: ofWines, total: standing + ofRequests + ofWines };
}
