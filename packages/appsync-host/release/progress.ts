/** What is told of a deployment as it goes on. */
import type { Deployment } from '../codedeploy/deployment.ts';

/** A line for each thing that has changed and that somebody who waits wants to know. */
export function describeChange(now: Deployment, before: Deployment | undefined): string[] {
  const { functionName, to, from, traffic, share } = now;
  const lines: string[] = [];
  if (now.phase !== before?.phase && (now.phase === 'BeforeAllowTraffic' || now.phase === 'AfterAllowTraffic')) {
    lines.push(`${functionName}: ${now.hooks[now.phase] ?? 'the hook'} tries version ${to}.`);
  }
  if (now.status === 'InProgress' && share !== (before?.share ?? 0)) {
    const minutes = traffic.kind === 'allAtOnce' ? 0 : traffic.intervalMinutes;
    const next = `${traffic.kind === 'canary' ? 'the rest' : 'more'} in ${minutes} min, unless an alarm goes off`;
    lines.push(`${functionName}: ${Math.round(share * 100)} % of calls go to version ${to}, ${next}.`);
  }
  if (now.status === 'Succeeded') lines.push(`${functionName}: all calls go to version ${to}.`);
  if (now.status === 'Failed' || now.status === 'Stopped') {
    const where = now.isRolledBack ? `all calls go to version ${from}` : 'calls go where they went';
    const why = now.error?.code === 'HOOK_EXECUTION_FAILURE' ? tellWhy(before) : '';
    lines.push(`${functionName}: ${now.error?.message ?? now.status}${why} Now ${where}.`);
  }
  return lines;
}

/** A hook tells CodeDeploy no reason: it is in what it printed. */
function tellWhy(before: Deployment | undefined): string {
  const hook =
    before?.phase === 'AfterAllowTraffic' ? before.hooks.AfterAllowTraffic : before?.hooks.BeforeAllowTraffic;
  return hook === undefined ? '' : ` Its log says why: logs/${hook}.log of the host's folder.`;
}
