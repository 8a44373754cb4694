/** The rules of a web ACL, read from the template. */
import { HostError } from '../failure.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import type { Rate } from './rate.ts';
import {
  type IpSets,
  type Matcher,
  readMatcher,
  readOnlyEntry,
  refuseOthers,
  refuseTransformations,
} from './statement.ts';
import type { WebRequest } from './web-request.ts';

/** What a rule does to a request that it means; one that counts leaves it to the rules after it. */
export type Action = 'Allow' | 'Block' | 'Count';

/** A rule in the order in which it is asked. */
export interface Rule {
  name: string;
  /** As its metric is called. */
  metric: string;
  action: Action;
  statement: RateStatement | MatchStatement | ManagedStatement;
}

/** Requests of one key that are too many. */
export interface RateStatement {
  kind: 'rate';
  rate: Rate;
  /** By what requests are counted together; undefined for one that lacks it, and is not counted. */
  keyOf: (request: WebRequest) => string | undefined;
  /** Which requests are counted at all. */
  scope?: Matcher;
}

/** Requests of a kind. */
export interface MatchStatement {
  kind: 'match';
  matcher: Matcher;
}

/** Rules of AWS's or a seller's own, whose text nobody else has. */
export interface ManagedStatement {
  kind: 'managed';
  group: string;
}

const RULE_KEYS = ['Name', 'Priority', 'Action', 'OverrideAction', 'Statement', 'VisibilityConfig'];
const WINDOWS_SECONDS = [60, 120, 300, 600];
const WINDOW_SECONDS_DEFAULT = 300;
const LIMIT_MIN = 10;

/** The rules by priority. Errors: HostError, with `place`, for what the host cannot evaluate. */
export function readRules(rules: readonly JsonRecord[], ipSets: IpSets, place: string): Rule[] {
  const priorityOf = ({ Priority }: JsonRecord): number => Number(Priority);
  return rules
    .toSorted((one, other) => priorityOf(one) - priorityOf(other))
    .map((rule) => readRule(rule, ipSets, place));
}

function readRule(rule: JsonRecord, ipSets: IpSets, aclPlace: string): Rule {
  const name = String(rule['Name']);
  const { MetricName } = isRecord(rule['VisibilityConfig']) ? rule['VisibilityConfig'] : {};
  const metric = typeof MetricName === 'string' ? MetricName : name;
  const place = `${aclPlace}, rule ${name}`;
  refuseOthers(rule, RULE_KEYS, place);
  const [kind, content] = readOnlyEntry(rule['Statement'], place);
  if (kind === 'ManagedRuleGroupStatement') {
    return { name, metric, action: 'Count', statement: { kind: 'managed', group: String(content['Name']) } };
  }
  const action = readAction(rule['Action'], place);
  if (kind !== 'RateBasedStatement') {
    return {
      name,
      metric,
      action,
      statement: { kind: 'match', matcher: readMatcher(rule['Statement'], ipSets, place) },
    };
  }
  if (action === 'Allow') throw new HostError(`${place}: a rate cannot be a reason to allow.`);
  return { name, metric, action, statement: readRate(content, ipSets, place) };
}

/** What is done, as `Action` or `DefaultAction` says it. Errors: HostError, with `place`. */
export function readAction(action: unknown, place: string): Action {
  const [name, details] = readOnlyEntry(action, place);
  if (name !== 'Allow' && name !== 'Block' && name !== 'Count') {
    throw new HostError(`${place}: the host cannot do ${name}, only Allow, Block and Count.`);
  }
  // Whether AppSync passes on an answer of WAF's, or headers that it adds, is not known.
  refuseOthers(details, [], place);
  return name;
}

function readRate(content: JsonRecord, ipSets: IpSets, place: string): RateStatement {
  refuseOthers(
    content,
    ['Limit', 'EvaluationWindowSec', 'AggregateKeyType', 'CustomKeys', 'ScopeDownStatement'],
    place,
  );
  const limit = Number(content['Limit']);
  const windowSeconds = Number(content['EvaluationWindowSec'] ?? WINDOW_SECONDS_DEFAULT);
  if (!Number.isInteger(limit) || limit < LIMIT_MIN)
    throw new HostError(`${place}: Limit must be ${LIMIT_MIN} or more.`);
  if (!WINDOWS_SECONDS.includes(windowSeconds)) {
    throw new HostError(`${place}: EvaluationWindowSec must be one of ${WINDOWS_SECONDS.join(', ')}.`);
  }
  const narrowed = content['ScopeDownStatement'];
  return {
    kind: 'rate',
    rate: { limit, windowSeconds },
    keyOf: readKey(content, place),
    ...(narrowed !== undefined && { scope: readMatcher(narrowed, ipSets, place) }),
  };
}

function readKey(content: JsonRecord, place: string): RateStatement['keyOf'] {
  switch (content['AggregateKeyType']) {
    case 'IP':
      return ({ address }) => address;
    case 'CONSTANT':
      return () => '';
    case 'CUSTOM_KEYS': {
      const keys = Array.isArray(content['CustomKeys']) ? content['CustomKeys'].filter(isRecord) : [];
      if (keys.length === 0) throw new HostError(`${place}: CUSTOM_KEYS wants CustomKeys.`);
      const parts = keys.map((key) => readKeyPart(key, place));
      return (request) => {
        const values = parts.map((part) => part(request));
        return values.includes(undefined) ? undefined : JSON.stringify(values);
      };
    }
    default:
      throw new HostError(`${place}: the host cannot count by ${JSON.stringify(content['AggregateKeyType'])}.`);
  }
}

function readKeyPart(key: JsonRecord, place: string): RateStatement['keyOf'] {
  const [kind, details] = readOnlyEntry(key, place);
  switch (kind) {
    case 'Header': {
      refuseTransformations(details['TextTransformations'], place);
      const name = String(details['Name']).toLowerCase();
      return ({ headers }) => headers[name];
    }
    case 'IP':
      return ({ address }) => address;
    case 'HTTPMethod':
      return ({ method }) => method;
    default:
      throw new HostError(`${place}: the host cannot count by ${kind}, only by Header, IP and HTTPMethod.`);
  }
}
