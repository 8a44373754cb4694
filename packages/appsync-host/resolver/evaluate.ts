import { createCall } from './call.ts';
import { CodeError, type CodeFinding } from './code/error.ts';
import { loadCode } from './code/load.ts';

/** The answer of AppSync's EvaluateCode: results are JSON text. */
export interface EvaluateCodeAnswer {
  /** What the handler returned; absent when it failed. */
  evaluationResult?: string;
  error?: { message: string; codeErrors?: readonly CodeFinding[] };
  logs: string[];
  stash: string;
  /** What util.appendError was given. */
  outErrors: string;
}

/**
 * Evaluates `request` or `response` of a resolver's or function's code on a context, offline, in the shape of
 * EvaluateCode (docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html).
 * `context` is ctx as an object or as JSON text; what it lacks is empty. Code that cannot be deployed is answered with
 * codeErrors, each with file, line and column; nothing is thrown but for a context that is not JSON.
 */
export function evaluate(
  code: string,
  context: object | string,
  options: { function: 'request' | 'response' },
): EvaluateCodeAnswer {
  const ctx = (typeof context === 'string' ? JSON.parse(context) : context) as Record<string, unknown>;
  const info = (ctx['info'] ?? {}) as { fieldName?: string; parentTypeName?: string };
  const call = createCall({
    identity: ctx['identity'],
    fieldName: info.fieldName ?? '',
    parentTypeName: info.parentTypeName ?? '',
  });
  try {
    const { outcome, stash } = loadCode(code).run(options.function, ctx, call);
    return {
      ...(outcome.kind === 'error'
        ? { error: { message: outcome.error.message } }
        : { evaluationResult: JSON.stringify(outcome.value) }),
      logs: call.logs,
      stash: JSON.stringify(stash),
      outErrors: JSON.stringify(call.errors),
    };
  } catch (error) {
    if (!(error instanceof CodeError)) throw error;
    const codeErrors = error.findings;
    return {
      error: { message: 'The code contains one or more errors.', codeErrors },
      logs: [],
      stash: JSON.stringify(ctx['stash'] ?? {}),
      outErrors: '[]',
    };
  }
}
