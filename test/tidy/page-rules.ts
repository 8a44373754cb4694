import { posix } from 'node:path';
import { linesOver } from './lines.ts';
import { ROOMS, type Room } from './rooms.ts';
import type { Rule, Source } from './sources.ts';

const COLUMNS_MAX = 200;
const DECISION_HEADINGS = ['Status', 'Context', 'Decision', 'Rejected', 'Consequences'];
/** `Accepted.`, with a sentence after it if need be, or `Superseded by [its title](2026-11-27-its-name.md).` */
const DECISION_STATUS = /^## Status\n\n(Accepted\.|Superseded by \[[^\]]+\]\(\d{4}-\d\d-\d\d-[a-z0-9-]+\.md\)\.)/m;

const isPage = ({ path }: Source): boolean => path.endsWith('.md');
const isDecision = ({ path }: Source): boolean => path.startsWith('docs/decisions/');

/** Links to files of the repository that are not there. What a page shows as code is not looked at, nor is the net. */
function brokenLinks(page: Source, sources: readonly Source[]): string[] {
  const prose = page.text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^([a-z]+:|#)/.test(link)) return [];
    const path = posix.join(posix.dirname(page.path), link.split('#')[0] ?? '').replace(/\/$/, '');
    const isThere = sources.some((source) => source.path === path || source.path.startsWith(`${path}/`));
    return isThere ? [] : [`${page.path}: ${link}`];
  });
}

/** What the table of docs/ARCHITECTURE.md says of a room: `contract, generated (types)`. */
function describeImports({ rooms }: Room): string {
  const names = Object.entries(rooms).map(([name, kind]) => (kind === 'types' ? `${name} (types)` : name));
  return names.join(', ') || '–';
}

/** House rules of what is written for people to read. */
export const PAGE_RULES: readonly Rule[] = [
  {
    says: 'no line of a page is over 200 columns',
    findings: (sources) => linesOver(sources.filter(isPage), COLUMNS_MAX),
  },
  {
    says: 'a link of a page leads to a file that is there',
    findings: (sources) => sources.filter(isPage).flatMap((page) => brokenLinks(page, sources)),
  },
  {
    says: 'docs/ARCHITECTURE.md lists every room and what it may import',
    findings: (sources) =>
      sources
        .filter(({ path }) => path === 'docs/ARCHITECTURE.md')
        .flatMap(({ text }) => {
          const told = new Map(
            [...text.matchAll(/^\| (\S+)\/ +\|.*\| (.*?) +\|$/gm)].map(([, room = '', imports]) => [room, imports]),
          );
          return Object.entries(ROOMS)
            .filter(([name, room]) => told.get(name) !== describeImports(room))
            .map(([name, room]) => `${name} may import ${describeImports(room)}`);
        }),
  },
  {
    says: 'a decision is dated: docs/decisions/YYYY-MM-DD-what.md',
    findings: (sources) =>
      sources
        .filter(isDecision)
        .map(({ path }) => path)
        .filter((path) => !/\/\d{4}-\d\d-\d\d-[a-z0-9-]+\.md$/.test(path)),
  },
  {
    says: 'a decision tells its Status, Context, Decision, what was Rejected, and Consequences, in this order',
    findings: (sources) =>
      sources.filter(isDecision).flatMap(({ path, text }) => {
        const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
        return [
          ...(headings.join() === DECISION_HEADINGS.join() ? [] : [`${path} has the headings: ${headings.join(', ')}`]),
          ...(DECISION_STATUS.test(text) ? [] : [`${path} is neither Accepted nor Superseded by a link`]),
        ];
      }),
  },
];
