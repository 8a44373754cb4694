import { posix } from 'node:path';
import { buildSchema } from 'graphql';
import { ROOT_FIELDS, STEPS } from '../../contract/root-fields.ts';
import { ALONE_RULES } from './alone.ts';
import { circlesOf } from './circles.ts';
import { declarationFaults } from './declarations.ts';
import { linesMatching, linesOver } from './lines.ts';
import { LOCK_FILE_RULES } from './lock-files.ts';
import { PROMISE_RULES } from './promises.ts';
import { PAGE_RULES } from './page-rules.ts';
import { OTHER_FOLDERS, ROOMS } from './rooms.ts';
import { SECRET_RULES } from './secrets.ts';
import { classesOf, importsOf, type Import, type Rule, type Source } from './sources.ts';

const isGenerated = (path: string): boolean => /^(packages\/client\/)?generated\//.test(path);
const isCode = ({ path }: Source): boolean => /\.tsx?$/.test(path) && !isGenerated(path);
const isProse = ({ path }: Source): boolean =>
  /\.(md|graphql|yml|json|svg|mjs|tsx?|css|html)$|(^|\/)(LICENSE|NOTICE|run)$/.test(path);
/** The room of a path: the folder at the top, or one of packages/. */
const roomOf = (path: string): string => /^packages\/[^/]+(?=\/)|^[^/]*/.exec(path)?.[0] ?? '';
/** The room that a test of that path is about. */
const testedRoomOf = (path: string): string => roomOf(path.slice('test/'.length));

function mayImport(path: string, { specifier, typesOnly }: Import): boolean {
  const from = roomOf(path);
  const room = ROOMS[from];
  if (!room) return true;
  const target = targetOf(path, { specifier, typesOnly });
  if (target === undefined) return room.packages.some((name) => isOfPackage(specifier, name));
  return target === from || room.rooms[target] === 'values' || (room.rooms[target] === 'types' && typesOnly);
}

/** The room that a file imports from; undefined for a package. */
function targetOf(path: string, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? roomOf(posix.join(posix.dirname(path), specifier)) : undefined;
}

/** Whether an import is of a package as test/tidy/rooms.ts names it. */
function isOfPackage(specifier: string, name: string): boolean {
  if (name.endsWith(':')) return specifier.startsWith(name);
  if (name.endsWith('/*')) return specifier.startsWith(name.slice(0, -1));
  return specifier === name || specifier.startsWith(`${name}/`);
}

function rootFields(sources: readonly Source[]): string[] {
  const text = (path: string): string => sources.find((source) => source.path === path)?.text ?? '';
  const schema = buildSchema(`${text('schema.graphql')}\n${text('packages/appsync-host/appsync.graphql')}`);
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
}

/** The files of resolvers/ that fields and steps are answered by, without `.ts`. */
const CODE = new Set([
  ...Object.entries(ROOT_FIELDS).map(([field, { code = field }]) => code),
  ...Object.entries(STEPS).map(([step, { code = `steps/${step}` }]) => code),
]);
const entryStem = (path: string): string | undefined => /^resolvers\/((steps\/)?[\w.-]+)(?<!\.d)\.ts$/.exec(path)?.[1];

/** The largest binary file is the bundled dataset; whatever is larger belongs elsewhere than into a repository. */
const BINARY_BYTES_MAX = 4_000_000;

const COLUMNS_MAX = 120;

/** Code without what may be long: imports, and in tests the texts that somebody else sends or answers. */
function withoutFixedText(path: string, text: string): string {
  const code = text.replace(/^import .*$/gm, '');
  return roomOf(path) === 'test' ? code.replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, '') : code;
}

export const RULES: readonly Rule[] = [
  {
    says: 'rooms import only what the table allows',
    findings: (sources) =>
      sources
        .filter(({ path }) => /\.tsx?$/.test(path) && roomOf(path) !== 'test')
        .flatMap((source) =>
          importsOf(source)
            .filter((found) => !mayImport(source.path, found))
            .map(({ specifier, typesOnly }) => `${source.path} imports ${specifier}${typesOnly ? ' (types)' : ''}`),
        ),
  },
  {
    says: 'rooms may import nothing that they do not',
    findings: (sources) =>
      Object.entries(ROOMS).flatMap(([room, { rooms, packages }]) => {
        const found = sources
          .filter(({ path }) => /\.tsx?$/.test(path) && roomOf(path) === room)
          .flatMap((source) => importsOf(source).map((one) => ({ ...one, target: targetOf(source.path, one) })));
        // A room without a file here is none of those that are looked at.
        if (found.length === 0) return [];
        return [
          ...Object.entries(rooms)
            .filter(([name, kind]) => !found.some((one) => one.target === name && (kind === 'types' || !one.typesOnly)))
            .map(([name, kind]) => `${room} may import ${kind} of ${name}, and does not`),
          ...packages
            .filter((name) => !found.some((one) => one.target === undefined && isOfPackage(one.specifier, name)))
            .map((name) => `${room} may import ${name}, and does not`),
        ];
      }),
  },
  {
    says: 'every folder with code is a room of the table',
    findings: (sources) => [
      ...new Set(
        sources
          .filter(({ path }) => path.includes('/') && /\.tsx?$/.test(path))
          .map(({ path }) => roomOf(path))
          .filter((room) => !(room in ROOMS) && !OTHER_FOLDERS.includes(room)),
      ),
    ],
  },
  {
    says: 'every root field is in the contract with its resolver, and every resolver answers a root field',
    findings: (sources) => {
      const fields = rootFields(sources);
      const stems = sources.flatMap(({ path }) => entryStem(path) ?? []);
      return [
        ...fields.filter((field) => !(field in ROOT_FIELDS)).map((field) => `${field} is not in ROOT_FIELDS`),
        ...[...CODE].filter((code) => !stems.includes(code)).map((code) => `there is no resolvers/${code}.ts`),
        ...stems.filter((stem) => !CODE.has(stem)).map((stem) => `resolvers/${stem}.ts answers no root field`),
      ];
    },
  },
  {
    says: 'every root field has a test of its name',
    findings: (sources) =>
      rootFields(sources)
        .map((field) => `test/resolvers/${field}.test.ts`)
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
          /(^|[/.-])(utils?|helpers?|common|shared|manager|service|processor|wrapper|misc)\.(test\.)?tsx?$/.test(path),
        ),
  },
  {
    says: 'files are kebab-case, resolvers Type.field.ts',
    findings: (sources) =>
      sources
        .filter(isCode)
        .map(({ path }) => path)
        .filter((path) => !/^(test\/)?resolvers\/([A-Z]\w*\.\w+|steps\/[a-z][A-Za-z]*)(\.test)?\.ts$/.test(path))
        .filter((path) => !/^[a-z0-9-]+(\.[a-z]+)*\.tsx?$/.test(posix.basename(path))),
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
      sources.map(({ path }) => path).filter((path) => /(^|\/)index\.tsx?$/.test(path) && !isGenerated(path)),
  },
  {
    says: 'classes are errors or CDK constructs',
    findings: (sources) =>
      sources.filter(isCode).flatMap((source) =>
        classesOf(source)
          .filter((found) => !/Error$|^(Construct|Stack|TerroirFunction|ReleasedFunction)$/.test(found.extends))
          .map((found) => `${source.path}: class ${found.name}`),
      ),
  },
  {
    says: 'no line of code is over 120 columns, but an import, and in tests a text of a wire',
    findings: (sources) =>
      linesOver(
        sources.filter(isCode).map(({ path, text }) => ({ path, text: withoutFixedText(path, text) })),
        COLUMNS_MAX,
      ),
  },
  {
    says: 'nothing is silenced, skipped or left for later',
    findings: (sources) =>
      linesMatching(
        sources.filter((source) => isCode(source) && roomOf(source.path) !== 'test'),
        /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck|expect-error)|\bas any\b/,
      ).concat(
        linesMatching(sources.filter(isCode), /(es|ox)lint-(disable|enable)/),
        linesMatching(
          sources.filter(({ path }) => path.endsWith('.test.ts') && path !== 'test/tidy.test.ts'),
          /\.(skip|only|todo)\(/,
        ),
      ),
  },
  {
    says: 'functions write into the log through functions/log.ts alone',
    findings: (sources) =>
      linesMatching(
        sources.filter(({ path }) => path.startsWith('functions/') && path !== 'functions/log.ts'),
        /\bconsole\.|@aws-lambda-powertools\/logger|process\.std(out|err)/,
      ),
  },
  {
    says: 'nothing names a machine, a registry or a secret',
    findings: (sources) =>
      [
        /(^|[\s"'`(=])\/(home|root|Users|work|tmp)\//,
        /registry\.npmjs|"resolved": "http/,
        /AKIA[0-9A-Z]{16}|\btrr_[A-Za-z0-9]{40}\b/,
      ].flatMap((pattern) =>
        linesMatching(
          sources.filter((source) => isProse(source) && !source.path.startsWith('test/tidy')),
          pattern,
        ),
      ),
  },
  {
    says: 'package.json has sixteen scripts at most, and exact versions',
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
        ...(scripts.length > 16 ? [`${scripts.length} scripts`] : []),
        ...Object.entries(versions)
          .filter(([, version]) => !/^\d/.test(String(version)))
          .map(([name]) => `${name} is not pinned`),
      ];
    },
  },
  {
    says: 'no binary file has more than 4 MB',
    findings: (sources) =>
      sources.filter(({ text, bytes = 0 }) => text === '' && bytes > BINARY_BYTES_MAX).map(({ path }) => path),
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
  ...ALONE_RULES,
  ...LOCK_FILE_RULES,
  ...PROMISE_RULES,
  ...PAGE_RULES,
  ...SECRET_RULES,
];
