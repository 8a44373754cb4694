import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type AccessKeys, sha256, signHeaders } from '../../packages/appsync-host/iam/sigv4.ts';
import type { EvaluateCodeAnswer } from '../../packages/appsync-host/resolver/evaluate.ts';

/** One handler of a resolver's code, and the context that it gets. */
export interface Evaluation {
  code: string;
  handler: 'request' | 'response';
  context: object;
}

/**
 * The request for AppSync's EvaluateCode, signed
 * (docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html).
 */
export function createEvaluationRequest(
  { code, handler, context }: Evaluation,
  { keys, region, nowMs }: { keys: AccessKeys; region: string; nowMs: number },
): { url: string; headers: Record<string, string>; body: string } {
  const host = `appsync.${region}.amazonaws.com`;
  const url = '/v1/dataplane-evaluatecode';
  const runtime = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };
  const body = JSON.stringify({ code, context: JSON.stringify(context), function: handler, runtime });
  const request = { method: 'POST', url, headers: { host, 'content-type': 'application/json' } };
  const headers = signHeaders(keys, request, sha256(body), { region, service: 'appsync', nowMs });
  return { url: `https://${host}${url}`, headers, body };
}

/**
 * What AWS makes of it, asked by a process of its own, since handlers are called without waiting. Errors: Error with
 * one sentence where there are no credentials, or where AWS refuses.
 */
export function evaluateOnAws(evaluation: Evaluation): EvaluateCodeAnswer {
  try {
    const script = join(import.meta.dirname, 'ask-aws.ts');
    const answer = execFileSync(process.execPath, [script], { input: JSON.stringify(evaluation), encoding: 'utf8' });
    return JSON.parse(answer) as EvaluateCodeAnswer;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`EVALUATE=aws: ${stderr.trim() || String(error)}`, { cause: error });
  }
}
