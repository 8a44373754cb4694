import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HELP } from '../../../packages/appsync-host/options.ts';
import { KNOWN_TYPES, SERVICES } from '../../../packages/appsync-host/services.ts';
import type { ResourceType } from '../../../packages/appsync-host/template/resource-type.ts';

const packageFolder = join(import.meta.dirname, '../../../packages/appsync-host');
const readText = (name: string): string => readFileSync(join(packageFolder, name), 'utf8');

const HEAD = `# What the host makes of a template

Every resource type that appsync-host knows, by service. A type that is not here, and a property that is neither
honoured nor ignored, stops the start; so does a value other than those in brackets. Made from the descriptors by
\`npx vitest run test/packages/appsync-host/services.test.ts -u\`.
`;

/** A paragraph of at most 120 columns a line; what stands between backticks stays whole. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/(`[^`]*`|\S)+/g) ?? []) {
    if (line !== '' && line.length + 1 + word.length > 120) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function describeType(name: string, { honoured, ignored, values = {}, identify }: ResourceType): string {
  const heading = `### ${name}\n`;
  if ('*' in ignored) return `${heading}\nIgnored: ${ignored['*']}.\n`;
  const limits = new Map(Object.entries(values).map(([path, allowed]) => [path, ` (${allowed.join(', ')})`]));
  const paths = [...honoured, ...[...limits.keys()].filter((path) => !honoured.includes(path) && !(path in ignored))];
  const addresses = { endpoint: 'http://localhost/graphql', realtimeEndpoint: 'ws://localhost/graphql/realtime' };
  const scope = { stackName: 'Stack', logicalId: 'It', addresses, numberOf: () => 1 };
  const identity = identify?.({ ...scope, property: () => undefined });
  const attributes = Object.keys(identity?.attributes ?? {});
  const told = Object.entries(ignored).map(([path, why]) =>
    wrap(`- \`${path}\`${limits.get(path) ?? ''}: ${why}`, '  '),
  );
  return [
    heading,
    wrap(`Honoured: ${paths.map((path) => `\`${path}\`${limits.get(path) ?? ''}`).join(', ')}.`),
    ...(attributes.length > 0 ? ['', wrap(`Fn::GetAtt: ${attributes.map((one) => `\`${one}\``).join(', ')}.`)] : []),
    ...(told.length > 0 ? ['', 'Ignored:', '', ...told] : []),
    '',
  ].join('\n');
}

describe('the services of the host', () => {
  it('are told in RESOURCES.md as they are', async () => {
    const sections = SERVICES.flatMap(({ name, types }) => [
      `## ${name}\n`,
      ...Object.entries(types).map(([type, known]) => describeType(type, known)),
    ]);
    await expect([HEAD, ...sections].join('\n')).toMatchFileSnapshot(join(packageFolder, 'RESOURCES.md'));
  });

  it('have each resource type once', () => {
    expect(Object.keys(KNOWN_TYPES)).toHaveLength(SERVICES.flatMap(({ types }) => Object.keys(types)).length);
    expect(new Set(SERVICES.map(({ name }) => name)).size).toBe(SERVICES.length);
  });

  it('start after those that they call', () => {
    const names = SERVICES.map(({ name }) => name);
    for (const [first, then] of [
      ['dynamodb', 'appsync'],
      ['lambda', 'appsync'],
      ['lambda', 'scheduler'],
      ['wafv2', 'appsync'],
      ['cloudwatch', 'lambda'],
      ['cloudwatch', 'dynamodb'],
      ['lambda', 'codedeploy'],
      ['cloudwatch', 'codedeploy'],
    ] as const) {
      expect(names.indexOf(first), `${first} before ${then}`).toBeLessThan(names.indexOf(then));
    }
  });
});

describe('the papers of the package', () => {
  it('README shows every option as --help tells it', () => {
    const options = HELP.split('\n').filter((line) => line.startsWith('  --'));
    expect(options).toHaveLength(15);
    for (const option of options) expect(readText('README.md')).toContain(`\n${option}\n`);
  });

  it('COMPATIBILITY says of every behaviour where it comes from, and whether it was held against AWS', () => {
    const [head = '', ...sections] = readText('COMPATIBILITY.md').split(/^## /m);
    const entries = sections.flatMap((section) => section.split(/^- /m).slice(1));
    expect(entries.length).toBeGreaterThan(160);
    for (const entry of entries) {
      expect(entry.replaceAll(/\s+/g, ' ')).toMatch(/ Source: .+\. Verified on AWS: (no|\d{4}-\d\d-\d\d)\. $/);
    }
    const titles = sections.map((section) => section.split('\n')[0]);
    expect([...head.matchAll(/^- \[(.+)\]\(#[a-z0-9-]+\)$/gm)].map(([, title]) => title)).toEqual(titles);
  });
});
