/**
 * How the calls of an alias move to a new version. Source: CodeDeploy user guide, "Deployment configurations on an AWS
 * Lambda compute platform", and the API reference of TrafficRoutingConfig.
 */

/** How calls move. */
export type TrafficPlan =
  | { kind: 'allAtOnce' }
  /** A share for so long, then the rest. */
  | { kind: 'canary'; percentage: number; intervalMinutes: number }
  /** The same share again and again. */
  | { kind: 'linear'; percentage: number; intervalMinutes: number };

const PREFIX = 'CodeDeployDefault.';
const CANARY = /^LambdaCanary(10)Percent(5|10|15|30)Minutes$/;
const LINEAR = /^LambdaLinear(10)PercentEvery(1|2|3|10)Minutes?$/;

/** The plan of a configuration that AWS provides, by its name; undefined where AWS provides none of that name. */
export function findProvidedPlan(configName: string): TrafficPlan | undefined {
  if (!configName.startsWith(PREFIX)) return undefined;
  const name = configName.slice(PREFIX.length);
  if (name === 'LambdaAllAtOnce') return { kind: 'allAtOnce' };
  const [canary, linear] = [CANARY.exec(name), LINEAR.exec(name)];
  const found = canary ?? linear;
  if (found === null) return undefined;
  return {
    kind: canary ? 'canary' : 'linear',
    percentage: Number(found[1]),
    intervalMinutes: Number(found[2]),
  };
}

/** The share of the new version, 0 to 1, so many minutes after its first call was let through. */
export function shareAfter(plan: TrafficPlan, minutes: number): number {
  switch (plan.kind) {
    case 'allAtOnce':
      return 1;
    case 'canary':
      return minutes < plan.intervalMinutes ? plan.percentage / 100 : 1;
    case 'linear':
      return Math.min(100, plan.percentage * (1 + Math.floor(minutes / plan.intervalMinutes))) / 100;
  }
}
