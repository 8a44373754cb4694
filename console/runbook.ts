/**
 * What docs/RUNBOOK.md says of each alarm, by the name of its section: paragraphs of text, in which strong words, code
 * and stress are still marked as Markdown has them. Links become their words.
 */
export function readAlarmSections(runbook: string): Record<string, string[]> {
  const [, alarms = ''] = runbook.split(/^## Alarms$/m);
  const [own = ''] = alarms.split(/^## /m);
  const sections = own.split(/^### /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [name = '', ...paragraphs] = section.split(/\n\n+/);
      return [name.trim(), paragraphs.map(unlink).filter((text) => text !== '')];
    }),
  );
}

function unlink(paragraph: string): string {
  return paragraph
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
