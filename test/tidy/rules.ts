import { posix } from 'node:path';
import { buildSchema } from 'graphql';
import { circlesOf } from './circles.ts';
import { declarationFaults } from './declarations.ts';
import { OTHER_FOLDERS, ROOMS } from './rooms.ts';
import { classesOf, importsOf, type Import, type Source } from './sources.ts';

/** A house rule: what it says, and the places that break it, one readable line each. */
export interface Rule {
  says: string;
  findings: (sources: readonly Source[]) => string[];
}

const isGenerated = (path: string): boolean => /^(packages\/client\/)?generated\//.test(path);
const isCode = ({ path }: Source): boolean => path.endsWith('.ts') && !isGenerated(path);
const isProse = ({ path }: Source): boolean =>
  /\.(md|graphql|yml|json|svg|mjs|ts|html)$|(^|\/)(LICENSE|NOTICE|run)$/.test(path);
/** The room of a path: the folder at the top, or one of packages/. */
const roomOf = (path: string): string => /^packages\/[^/]+(?=\/)|^[^/]*/.exec(path)?.[0] ?? '';
/** The room that a test of that path is about. */
const testedRoomOf = (path: string): string => roomOf(path.slice('test/'.length));

/** Findings in the text of files, line by line. */
function linesMatching(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

function mayImport(path: string, { specifier, typesOnly }: Import): boolean {
  const from = roomOf(path);
  const room = ROOMS[from];
  if (!room) return true;
  if (!specifier.startsWith('.')) {
    return room.packages.some((name) =>
      name.endsWith(':')
        ? specifier.startsWith(name)
        : name.endsWith('/*')
          ? specifier.startsWith(name.slice(0, -1))
          : specifier === name || specifier.startsWith(`${name}/`),
    );
  }
  const target = roomOf(posix.join(posix.dirname(path), specifier));
  return target === from || room.rooms[target] === 'values' || (room.rooms[target] === 'types' && typesOnly);
}

function rootFields(sources: readonly Source[]): string[] {
  const text = (path: string): string => sources.find((source) => source.path === path)?.text ?? '';
  const schema = buildSchema(`${text('schema.graphql')}\n${text('packages/appsync-host/appsync.graphql')}`);
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
}

const resolverStem = (path: string): string | undefined => /^resolvers\/([A-Z]\w*\.\w+)\.ts$/.exec(path)?.[1];

export const RULES: readonly Rule[] = [
  {
    says: 'rooms import only what the table allows',
    findings: (sources) =>
      sources
        .filter(({ path }) => path.endsWith('.ts') && roomOf(path) !== 'test')
        .flatMap((source) =>
          importsOf(source)
            .filter((found) => !mayImport(source.path, found))
            .map(({ specifier, typesOnly }) => `${source.path} imports ${specifier}${typesOnly ? ' (types)' : ''}`),
        ),
  },
  {
    says: 'every folder with code is a room of the table',
    findings: (sources) => [
      ...new Set(
        sources
          .filter(({ path }) => path.includes('/') && path.endsWith('.ts'))
          .map(({ path }) => roomOf(path))
          .filter((room) => !(room in ROOMS) && !OTHER_FOLDERS.includes(room)),
      ),
    ],
  },
  {
    says: 'every root field of the schema has exactly one resolver of its name, and every resolver a root field',
    findings: (sources) => {
      const fields = rootFields(sources);
      const stems = sources.flatMap(({ path }) => resolverStem(path) ?? []);
      return [
        ...fields.filter((field) => !stems.includes(field)).map((field) => `${field} has no resolvers/${field}.ts`),
        ...stems.filter((stem) => !fields.includes(stem)).map((stem) => `resolvers/${stem}.ts resolves no root field`),
      ];
    },
  },
  {
    says: 'every resolver has a test of the same stem',
    findings: (sources) =>
      sources
        .flatMap(({ path }) => resolverStem(path) ?? [])
        .map((stem) => `test/resolvers/${stem}.test.ts`)
        .filter((path) => !sources.some((source) => source.path === path)),
  },
  {
    says: 'no folder is called utils, helpers, common, shared, core or lib',
    findings: (sources) =>
      sources.map(({ path }) => path).filter((path) => /(^|\/)(utils?|helpers?|common|shared|core|lib)\//.test(path)),
  },
  {
    says: 'no file is called after nothing in particular',
    findings: (sources) =>
      sources
        .filter(isCode)
        .map(({ path }) => path)
        .filter((path) =>
          /(^|[/.-])(utils?|helpers?|common|shared|manager|service|processor|wrapper|misc)\.(test\.)?ts$/.test(path),
        ),
  },
  {
    says: 'files are kebab-case, resolvers Type.field.ts',
    findings: (sources) =>
      sources
        .filter(isCode)
        .map(({ path }) => path)
        .filter(
          (path) =>
            !/^(test\/)?resolvers\/([A-Z]\w*\.\w+|steps\/[a-z][A-Za-z]*|([a-z]+\/)?[a-z][a-z0-9-]*)(\.test|\.d)?\.ts$/.test(
              path,
            ),
        )
        .filter((path) => !/^[a-z0-9-]+(\.[a-z]+)*\.ts$/.test(posix.basename(path))),
  },
  {
    says: 'tests mirror the rooms',
    findings: (sources) =>
      sources
        .map(({ path }) => path)
        .filter((path) => /^test\/[^/]+\/.*\.test\.ts$/.test(path))
        .filter((path) => !path.startsWith('test/api/') && !(testedRoomOf(path) in ROOMS)),
  },
  {
    says: 'there are no barrels',
    findings: (sources) =>
      sources.map(({ path }) => path).filter((path) => /(^|\/)index\.ts$/.test(path) && !isGenerated(path)),
  },
  {
    says: 'classes are errors or CDK constructs',
    findings: (sources) =>
      sources.filter(isCode).flatMap((source) =>
        classesOf(source)
          .filter((found) => !/Error$|^(Construct|Stack)$/.test(found.extends))
          .map((found) => `${source.path}: class ${found.name}`),
      ),
  },
  {
    says: 'nothing is silenced, skipped or left for later',
    findings: (sources) =>
      linesMatching(
        sources.filter((source) => isCode(source) && roomOf(source.path) !== 'test'),
        /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck|expect-error)|eslint-disable|\bas any\b/,
      ).concat(
        linesMatching(
          sources.filter(({ path }) => path.endsWith('.test.ts') && path !== 'test/tidy.test.ts'),
          /\.(skip|only|todo)\(/,
        ),
      ),
  },
  {
    says: 'nothing names a machine, a registry or a secret',
    findings: (sources) =>
      linesMatching(
        sources.filter((source) => isProse(source) && !source.path.startsWith('test/tidy')),
        /(^|[\s"'`(=])\/(home|root|Users|work|tmp)\/|registry\.npmjs|"resolved": "http|AKIA[0-9A-Z]{16}|\btrr_[A-Za-z0-9]{40}\b/,
      ),
  },
  {
    says: 'package.json has ten scripts at most, and exact versions',
    findings: (sources) => {
      const manifest = JSON.parse(sources.find(({ path }) => path === 'package.json')?.text ?? '{}') as Record<
        string,
        object
      >;
      const scripts = Object.keys(manifest['scripts'] ?? {});
      const versions = {
        ...manifest['dependencies'],
        ...manifest['devDependencies'],
        ...manifest['optionalDependencies'],
      };
      return [
        ...(scripts.length > 10 ? [`${scripts.length} scripts`] : []),
        ...Object.entries(versions)
          .filter(([, version]) => !/^\d/.test(String(version)))
          .map(([name]) => `${name} is not pinned`),
      ];
    },
  },
  {
    says: 'a decision is dated: docs/decisions/YYYY-MM-DD-what.md',
    findings: (sources) =>
      sources
        .map(({ path }) => path)
        .filter((path) => path.startsWith('docs/decisions/') && !/\/\d{4}-\d\d-\d\d-[a-z0-9-]+\.md$/.test(path)),
  },
  {
    says: 'imports go round in no circle, those of types included',
    findings: (sources) => circlesOf(sources).map((circle) => circle.join(' → ')),
  },
  {
    says: 'declaration files are right, though skipLibCheck keeps the compiler from looking',
    findings: (sources) =>
      sources
        .filter(({ path }) => path.endsWith('.d.ts') && !isGenerated(path))
        .flatMap((source) => declarationFaults(source)),
  },
];
