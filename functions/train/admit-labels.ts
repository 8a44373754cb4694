import type { Example } from '../../classifier/features/example.ts';
import { isClassName, settleName } from '../../classifier/text/names.ts';
import { accountOf } from '../../contract/stored/client.ts';
import { CLASS_CLIENTS_MIN, CLIENT_LABELS_SHARE_MAX } from '../../contract/limits.ts';
import { type Target, TARGETS, type Wine } from '../../contract/wine.ts';

/** An example that a client's label makes. */
export interface LabelExample {
  clientId: string;
  /** What the client had told of the wine before. */
  wine: Wine;
  example: Example;
}

/** Labels that may be learnt from, and what was left out of them, each in a sentence. */
export interface AdmittedLabels {
  labels: LabelExample[];
  refused: string[];
}

/** What is known of classes beside labels. */
export interface KnownClasses {
  /** Whether a dataset has such a class, or an operator has admitted it. */
  isKnown: (target: Target, name: string) => boolean;
  /** A class with fewer examples than this is none. */
  fewestExamples: number;
}

/** How many names, or clients, are told one by one. */
const NAMED = 5;

/**
 * Leaves out what labels say of classes that nobody has admitted: a name that no dataset has becomes a class once an
 * operator or CLASS_CLIENTS_MIN clients say so. Of a name with too few labels to be a class nothing is said here: it
 * makes none.
 */
export function admitClasses(labels: readonly LabelExample[], known: KnownClasses): AdmittedLabels {
  const refused: string[] = [];
  let admitted = [...labels];
  for (const target of TARGETS) {
    const strangers = findStrangers(admitted, target, known);
    if (strangers.size === 0) continue;
    refused.push(describeStrangers(target, [...strangers.values()]));
    admitted = admitted.map((label) => {
      const name = label.example[target];
      if (name === undefined || !strangers.has(settleName(target, name))) return label;
      const example = { ...label.example };
      delete example[target];
      return { ...label, example };
    });
  }
  const telling = admitted.filter(({ example }) => TARGETS.some((target) => example[target] !== undefined));
  const mute = admitted.length - telling.length;
  if (mute > 0) refused.push(`labels: ${mute} are left out, because they say nothing else.`);
  return { labels: telling, refused };
}

/** A name that labels tell, and nobody has admitted. */
interface Stranger {
  name: string;
  labels: number;
  clients: Set<string>;
}

function findStrangers(
  labels: readonly LabelExample[],
  target: Target,
  { isKnown, fewestExamples }: KnownClasses,
): Map<string, Stranger> {
  const strangers = new Map<string, Stranger>();
  for (const { clientId, example } of labels) {
    const name = example[target];
    if (name === undefined || isKnown(target, name)) continue;
    const key = settleName(target, name);
    const stranger = strangers.get(key) ?? { name, labels: 0, clients: new Set() };
    stranger.labels += 1;
    // An application's users are one client: their names are the application's to give.
    stranger.clients.add(accountOf(clientId));
    strangers.set(key, stranger);
  }
  for (const [key, { name, labels: count, clients }] of strangers) {
    const isHeard = clients.size >= CLASS_CLIENTS_MIN && isClassName(name);
    if (isHeard || count < fewestExamples) strangers.delete(key);
  }
  return strangers;
}

function describeStrangers(target: Target, strangers: Stranger[]): string {
  const most = strangers.sort((one, other) => other.labels - one.labels).slice(0, NAMED);
  const names = most.map(
    ({ name, labels, clients }) =>
      `${JSON.stringify(name.slice(0, 100))} (${labels} of ${count(clients.size, 'client')})`,
  );
  const others = strangers.length > NAMED ? ` and ${strangers.length - NAMED} more` : '';
  return (
    `Labels name what is no class of the ${target} until ${CLASS_CLIENTS_MIN} clients name it or an operator admits ` +
    `it (terroir classes admit ${target} NAME): ${names.join(', ')}${others}.`
  );
}

/**
 * Leaves out what one client's labels have beyond CLIENT_LABELS_SHARE_MAX of `datasetExamples`. Which of them stay goes
 * by their texts, so that the same stay in every run, and none because it was told first.
 */
export function limitClients(labels: readonly LabelExample[], datasetExamples: number): AdmittedLabels {
  const most = Math.floor(CLIENT_LABELS_SHARE_MAX * datasetExamples);
  const byClient = new Map<string, LabelExample[]>();
  for (const label of labels) {
    const account = accountOf(label.clientId);
    byClient.set(account, [...(byClient.get(account) ?? []), label]);
  }
  const left = new Set<LabelExample>();
  const refused: string[] = [];
  for (const [clientId, own] of byClient) {
    if (own.length <= most) continue;
    const surplus = own.toSorted(byFingerprint).slice(most);
    for (const label of surplus) left.add(label);
    const share = `${100 * CLIENT_LABELS_SHARE_MAX} % of the datasets' examples`;
    refused.push(
      `labels: ${surplus.length} of the ${own.length} of the client ${clientId} are left out, because the labels of ` +
        `one client count at most ${share}.`,
    );
  }
  return { labels: labels.filter((label) => !left.has(label)), refused };
}

function byFingerprint({ example: one }: LabelExample, { example: other }: LabelExample): number {
  return one.fingerprint < other.fingerprint ? -1 : 1;
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}
