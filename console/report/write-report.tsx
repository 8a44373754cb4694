import { renderToString } from 'preact-render-to-string';
import type { ReportFacts } from './facts.ts';
import { Report } from './report.tsx';

/** The report as one HTML file that asks for nothing: its style is within, and it has no script. */
export function writeReport(facts: ReportFacts, style: string): string {
  const head = [
    '<meta charset="utf-8" />',
    '<meta name="viewport" content="width=device-width, initial-scale=1" />',
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'" />`,
    renderToString(<title>Model version {facts.version.id}</title>),
    `<style>${style.replaceAll('</', String.raw`<\/`)}</style>`,
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${renderToString(
    <Report facts={facts} />,
  )}\n</body>\n</html>\n`;
}
