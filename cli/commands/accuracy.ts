import type { SliceAccuracy, SliceKind } from '../../packages/client/client.ts';
import { ACCURACY_DAYS_MAX } from '../../contract/limits.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatFigure, formatInterval, formatTable } from '../output/listing.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const KINDS: Record<string, SliceKind> = {
  variety: 'VARIETY',
  price: 'PRICE_RANGE',
  country: 'COUNTRY',
  version: 'MODEL_VERSION',
  day: 'DAY',
  confidence: 'CONFIDENCE',
};

const HELP = `terroir accuracy: how often the answers were right, as far as labels tell. Usage:

  npm run terroir -- accuracy [--by KIND] [--days 30] [--endpoint URL --key KEY]

  --by KIND        what to tell apart: the variety, country or (model) version that answered, the price of the wine, the
                   UTC day of the prediction, or the confidence of the answer; everything together unless told
  --days COUNT     looks at the predictions of so many days until now: 30 unless told, ${ACCURACY_DAYS_MAX} at most
${CONNECTION_HELP}

Needs a key with the scope operate. INTERVAL is where the accuracy lies with 95 % confidence (Wilson): few labels tell
little. A prediction counts for a target where its label tells that target.`;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  by: { type: 'string' },
  days: { type: 'string', default: '30' },
} as const;

const HEADER = ['TARGET', 'SLICE', 'ACCURACY', 'INTERVAL', 'RIGHT', 'LABELLED'];

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const by = readKind(values.by);
    const days = readDays(values.days);
    const client = await connect(values, surroundings);
    // `to` is not included; what was predicted in this very millisecond is.
    const toMs = Date.now() + 1;
    const from = new Date(toMs - days * DAY_MS).toISOString();
    const to = new Date(toMs).toISOString();
    const slices = await client.accuracy({ from, to, by }, { signal: surroundings.stopping });
    const lines = formatTable([HEADER, ...slices.map(describeSlice)]);
    const none = `None of the predictions of the last ${days} days has a label.`;
    for (const line of slices.length > 0 ? lines : [none]) surroundings.print(line);
    return 0;
  },
};

function readKind(text: string | undefined): SliceKind | null {
  if (text === undefined) return null;
  const kind = Object.hasOwn(KINDS, text) ? KINDS[text] : undefined;
  if (kind !== undefined) return kind;
  throw new CommandError(`--by takes ${Object.keys(KINDS).join(', ')}, not ${text}.`, 2);
}

function readDays(text: string): number {
  const days = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Infinity;
  if (days <= ACCURACY_DAYS_MAX) return days;
  throw new CommandError(`--days takes 1 to ${ACCURACY_DAYS_MAX}, not ${text}.`, 2);
}

function describeSlice({ target, slice, labelled, right, accuracy, low, high }: SliceAccuracy): string[] {
  return [
    target.toLowerCase(),
    slice,
    formatFigure(accuracy),
    formatInterval(low, high),
    String(right),
    String(labelled),
  ];
}
