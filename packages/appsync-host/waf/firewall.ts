/** A web ACL at work. */
import type { CountAction } from './meter.ts';
import { createRateCounter } from './rate.ts';
import type { Action, Rule } from './rules.ts';
import type { WebRequest } from './web-request.ts';

/** What stands before an API and turns requests away. */
export interface Firewall {
  /** Whether it must see bodies. */
  readsBody: boolean;
  /** Whether the request is to be turned away. Every request must be asked about once, or rates are wrong. */
  blocks: (request: WebRequest) => boolean;
}

/** What a web ACL says. */
export interface AclDefinition {
  name: string;
  /** By priority. */
  rules: readonly Rule[];
  defaultAction: Action;
}

/** What a firewall is run with. */
export interface FirewallParts {
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Whether rates turn anybody away. Otherwise `warn` is told, once a rule, that one would have. */
  enforceRates: boolean;
  /** Told of what is done to each request, and by the metric of which rule. */
  count?: CountAction;
  warn: (line: string) => void;
}

/** Makes the firewall that a web ACL describes; rules of others are passed over, and told with one line. */
export function createFirewall({ name, rules, defaultAction }: AclDefinition, parts: FirewallParts): Firewall {
  const foreign = rules.filter(({ statement }) => statement.kind === 'managed').map((rule) => rule.name);
  if (foreign.length > 0) {
    parts.warn(`${name}: the rules of others are not evaluated here, only on AWS: ${foreign.join(', ')}.`);
  }
  const judges = rules.map((rule) => createJudge(rule, parts));
  return {
    readsBody: rules.some(readsBody),
    blocks: (request) => {
      for (const [at, judge] of judges.entries()) {
        const action = judge(request);
        if (action !== undefined) parts.count?.(action, rules[at]?.metric);
        if (action === 'Allow' || action === 'Block') return action === 'Block';
      }
      parts.count?.(defaultAction);
      return defaultAction === 'Block';
    },
  };
}

function readsBody({ statement }: Rule): boolean {
  if (statement.kind === 'match') return statement.matcher.readsBody;
  return statement.kind === 'rate' && (statement.scope?.readsBody ?? false);
}

/** What a rule does to a request; undefined where it does not mean it. */
type Judge = (request: WebRequest) => Action | undefined;

function createJudge({ name, action, statement }: Rule, { now, enforceRates, warn }: FirewallParts): Judge {
  if (statement.kind === 'managed') return () => undefined;
  if (statement.kind === 'match') return (request) => (statement.matcher.matches(request) ? action : undefined);
  const { rate, keyOf, scope } = statement;
  const isOver = createRateCounter(rate, now);
  let isTold = false;
  return (request) => {
    if (scope?.matches(request) === false) return undefined;
    const key = keyOf(request);
    if (key === undefined || !isOver(key)) return undefined;
    if (enforceRates || action === 'Count') return action;
    if (!isTold) {
      warn(
        `On AWS the rule ${name} would turn callers away now: more than ${rate.limit} requests in ` +
          `${rate.windowSeconds} s. Here it only tells; with --rate-limits it does so.`,
      );
    }
    isTold = true;
    return undefined;
  };
}
