/** One thing that APPSYNC_JS refuses about a piece of code; the shape of AppSync's CodeError. */
export interface CodeFinding {
  errorType: 'PARSER_ERROR' | 'LINT_ERROR';
  /** `file(line,column): error: what is wrong`, as the service words its own. */
  value: string;
  /** Lines and columns count from 1; `file` is the TypeScript source where a source map names it, else `code.js`. */
  location: { file: string; line: number; column: number; span: number };
}

/** Code that the service would refuse at deployment: nothing of it has run. The message lists every finding. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
  readonly findings: readonly CodeFinding[];

  constructor(findings: readonly CodeFinding[]) {
    super(['The code contains one or more errors.', ...findings.map((one) => one.value)].join('\n'));
    this.findings = findings;
  }
}
