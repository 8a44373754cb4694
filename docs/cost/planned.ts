/**
 * What production is planned for: so many predictions a month, one a request, in an account of its own. The budget of
 * infra/alarm-settings.ts goes by it: test/infra/cost/bill.test.ts holds the two together.
 */
export const PLANNED_PREDICTIONS = 10_000_000;

/** The budget tells at this share of itself: a month as planned must stay under that. */
export const TOLD_AT_SHARE = 0.8;
