import type { Example } from '../../classifier/features/example.ts';
import { hashText } from '../../classifier/text/hash.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { SETTINGS } from '../../models/starter/settings.ts';
import { drawOf, drawSome } from './worlds.ts';
import type { World } from './worlds.ts';

/** What a challenger is trained from, beside what its champion was. */
export interface Recipe {
  /** What is left of the base. */
  base: Example[];
  /** What people have brought since the champion was trained. */
  recent: Example[];
  seed: number;
}

/** What is asked of the gate for a challenger: to let it in, to keep it out, or to keep it out if it does harm. */
export type Wish = 'promote' | 'refuse' | 'refuse harm';

/** A kind of challenger. */
export interface ChallengerKind {
  /** The line of the table that it counts in. */
  group: string;
  wish: Wish;
  /** The share of challengers for which the gate is to do what is wished. */
  bar: number;
  prepare(world: World, isMistaken: (example: Example) => boolean): Recipe;
}

/** The source of examples that people bring. */
const LABELS = 'labels';

const SAME = 'the same data, another seed';
const FEW = '1 to 500 labels more';
const MANY = '1,000 natural rows more';
const NEW_CLASS = '40 to 100 labels of a class never seen';
const HALF = 'half of the training data lost';
const WRONG = '1, 3 or 10 % of 1,000 labels wrong at random';
const RENAMED = 'one class labelled as another, 50 or 200 rows';
const REPEATED = 'the same text 500 times';

/** All kinds of challengers, by name. */
export const CHALLENGER_KINDS: Readonly<Record<string, ChallengerKind>> = {
  seed: {
    group: SAME,
    wish: 'promote',
    bar: 0.8,
    prepare: (world) => ({ ...plain(world), seed: SETTINGS.seed + 1000 }),
  },
  'label-1': { group: FEW, wish: 'promote', bar: 0.8, prepare: (world) => plain(world, honest(world, 1)) },
  'labels-50': { group: FEW, wish: 'promote', bar: 0.8, prepare: (world) => plain(world, honest(world, 50)) },
  'labels-500': { group: FEW, wish: 'promote', bar: 0.8, prepare: (world) => plain(world, honest(world, 500)) },
  'labels-200-of-mistakes': {
    group: FEW,
    wish: 'promote',
    bar: 0.8,
    prepare: (world, isMistaken) => {
      const mistakes = world.pool.filter(isMistaken);
      return plain(world, labelAll(world, drawSome(mistakes, 200, 'mistakes')));
    },
  },
  'rows-1000': { group: MANY, wish: 'promote', bar: 0.85, prepare: (world) => plain(world, honest(world, 1000)) },
  'rows-1000-others': {
    group: MANY,
    wish: 'promote',
    bar: 0.85,
    prepare: (world) => plain(world, labelAll(world, drawSome(world.pool, 1000, 'others'))),
  },
  'new-variety': {
    group: NEW_CLASS,
    wish: 'promote',
    bar: 0.85,
    prepare: (world) => plain(world, meet(world, 'variety')),
  },
  'new-country': {
    group: NEW_CLASS,
    wish: 'promote',
    bar: 0.85,
    prepare: (world) => plain(world, meet(world, 'country')),
  },
  half: {
    group: HALF,
    wish: 'refuse',
    bar: 0.95,
    prepare: (world) => ({ ...plain(world), base: world.base.filter((example) => drawOf(example, 'half') < 0.5) }),
  },
  'wrong-1': { group: WRONG, wish: 'refuse harm', bar: 0.95, prepare: (world) => plain(world, mislabel(world, 0.01)) },
  'wrong-3': { group: WRONG, wish: 'refuse harm', bar: 0.95, prepare: (world) => plain(world, mislabel(world, 0.03)) },
  'wrong-10': { group: WRONG, wish: 'refuse harm', bar: 0.95, prepare: (world) => plain(world, mislabel(world, 0.1)) },
  'variety-renamed-50': renamed('variety', 50),
  'variety-renamed-200': renamed('variety', 200),
  'country-renamed-50': renamed('country', 50),
  'country-renamed-200': renamed('country', 200),
  'text-500': {
    group: REPEATED,
    wish: 'refuse harm',
    bar: 0.95,
    prepare: (world) => plain(world, repeat(world, false)),
  },
  'text-500-a-word-changed': {
    group: `${REPEATED}, a word changed each time`,
    wish: 'refuse harm',
    bar: 0.95,
    prepare: (world) => plain(world, repeat(world, true)),
  },
};

function plain({ base }: World, recent: Example[] = []): Recipe {
  return { base, recent, seed: SETTINGS.seed };
}

/** People of every other world tell neither region nor winery: what they say is harder to check. */
function label({ number }: World, { region, winery, ...example }: Example): Example {
  const told = number % 2 === 0 ? { ...(region && { region }), ...(winery && { winery }) } : {};
  return { ...example, ...told, source: LABELS };
}

function labelAll(world: World, examples: readonly Example[]): Example[] {
  return examples.map((example) => label(world, example));
}

function honest(world: World, count: number): Example[] {
  return labelAll(world, drawSome(world.pool, count, 'honest'));
}

/** 40 labels in the first world, 60, 80, 100 in those after it. */
function meet(world: World, target: Target): Example[] {
  const { examples } = world.strangers[target];
  return labelAll(world, drawSome(examples, countOfStrangers(world.number), 'stranger'));
}

/** How many labels of a class never seen a world's people bring. */
function countOfStrangers(world: number): number {
  return 40 + 20 * (world % 4);
}

/** The examples of the class never seen that nobody has brought. */
export function unmetStrangers({ number, strangers }: World, target: Target): Example[] {
  const { examples } = strangers[target];
  return drawSome(examples, examples.length, 'stranger').slice(countOfStrangers(number));
}

/** A thousand labels, that share of which names other classes, drawn at random. */
function mislabel(world: World, share: number): Example[] {
  return honest(world, 1000).map((example) => {
    if (drawOf(example, 'wrong') >= share) return example;
    const wrong = { ...example };
    for (const target of TARGETS) wrong[target] = drawClass(world, target, example);
    return wrong;
  });
}

/** A class that the champion knows, other than the true one. */
function drawClass({ base }: World, target: Target, example: Example): string {
  const counts = new Map<string, number>();
  for (const { [target]: name } of base) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].filter(([name, count]) => count >= 20 && name !== example[target]).map(([name]) => name);
  return names.sort()[Math.floor(names.length * drawOf(example, `wrong ${target}`))] ?? '';
}

/** Which class is labelled as which other, world by world. */
export const RENAMINGS: Record<Target, readonly (readonly [string, string])[]> = {
  variety: [
    ['Pinot Noir', 'Merlot'],
    ['Chardonnay', 'Sauvignon Blanc'],
    ['Cabernet Sauvignon', 'Syrah'],
    ['Red Blend', 'Merlot'],
  ],
  country: [
    ['US', 'France'],
    ['Italy', 'Spain'],
    ['France', 'US'],
    ['Italy', 'US'],
  ],
};

function renamed(target: Target, count: number): ChallengerKind {
  return {
    group: RENAMED,
    wish: 'refuse harm',
    bar: 0.95,
    prepare(world) {
      const [name = '', other = ''] = RENAMINGS[target][world.number] ?? [];
      const members = world.pool.filter((example) => example[target] === name);
      const recent = labelAll(world, drawSome(members, count, 'renamed')).map((example) => ({
        ...example,
        [target]: other,
      }));
      return plain(world, recent);
    },
  };
}

/** One text with a wrong label, 500 times. */
function repeat(world: World, isChanged: boolean): Example[] {
  const [example] = labelAll(world, drawSome(world.pool, 1, 'text'));
  if (!example) return [];
  const wrong = { ...example };
  for (const target of TARGETS) wrong[target] = drawClass(world, target, example);
  return Array.from({ length: 500 }, (_, at) => {
    if (!isChanged) return wrong;
    const hex = (half: number): string => (hashText(`copy ${at}`, half) >>> 0).toString(16).padStart(8, '0');
    return { ...wrong, terms: [...(example.terms ?? []), `lot${at}`].sort(), fingerprint: hex(0) + hex(1) };
  });
}
