/** Metrics of a web ACL. Source: WAF developer guide, "AWS WAF core metrics and dimensions". */
import type { AddValue, Telemetry } from '../cloudwatch/gather/telemetry.ts';
import { REGION } from '../template/identity.ts';
import type { Action } from './rules.ts';

/** Counts what was done to a request, and by which rule; by none where the default action did it. */
export type CountAction = (action: Action, rule?: string) => void;

const NAMESPACE = 'AWS/WAFV2';
const METRICS: Record<Action, string> = {
  Allow: 'AllowedRequests',
  Block: 'BlockedRequests',
  Count: 'CountedRequests',
};
const ALL_RULES = 'ALL';
const NO_RULE = 'Default_Action';

/** Opens the metrics of a web ACL, of which `WebACL` is the metric's name. */
export function createAclMeter(telemetry: Telemetry, WebACL: string): CountAction {
  type Opened = Map<string, AddValue>;
  const opened: Record<Action, Opened> = { Allow: new Map(), Block: new Map(), Count: new Map() };
  const open = (action: Action, Rule: string): AddValue => {
    let add = opened[action].get(Rule);
    if (add === undefined) {
      const dimensionSets = [{ WebACL, Rule, Region: REGION }];
      add = telemetry.open({ namespace: NAMESPACE, name: METRICS[action], unit: 'Count', dimensionSets });
      opened[action].set(Rule, add);
    }
    return add;
  };
  return (action, rule = NO_RULE) => {
    open(action, rule)(1);
    open(action, ALL_RULES)(1);
  };
}
