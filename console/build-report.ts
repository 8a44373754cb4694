import { build } from 'esbuild';
import type { ReportFacts } from './report/facts.ts';

/** Writes what is known of a model version as one HTML file, without script, that asks for nothing. */
export type WriteReport = (facts: ReportFacts) => string;

/**
 * Builds what writes reports: the charts of the console, and their style.
 *
 * Errors: Error with esbuild's complaints where a source is not sound.
 */
export async function buildReport(): Promise<WriteReport> {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: { report: 'report/write-report.tsx', style: 'styles/report.css' },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  });
  const textOf = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  const code = `data:text/javascript;base64,${Buffer.from(textOf('.js')).toString('base64')}`;
  const { writeReport } = (await import(code)) as { writeReport: (facts: ReportFacts, style: string) => string };
  const style = textOf('.css');
  return (facts) => writeReport(facts, style);
}
