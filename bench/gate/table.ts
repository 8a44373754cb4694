import { table } from '../../models/starter/evaluation-table.ts';
import type { GroupCount, Trial } from './trials.ts';

/** What the gate did with each group of challengers, as tables in Markdown. */
export function formatGroups(groups: readonly GroupCount[], trials: readonly Trial[]): string {
  const worlds = new Set(trials.map(({ world }) => world)).size;
  const lead = `${trials.length} challengers of ${worlds} champions.`;
  return [lead, formatCounts(groups), formatStrangers(trials)].filter((part) => part !== '').join('\n\n');
}

function formatCounts(groups: readonly GroupCount[]): string {
  const rows = groups.map(({ group, wish, bar, trials, promoted, harmful, wouldHarm, share }) => [
    group,
    String(trials),
    String(promoted),
    String(wouldHarm),
    String(harmful),
    wish === 'refuse harm' ? 'no harm' : wish,
    `${Math.round(100 * share)} %`,
    `≥ ${Math.round(100 * bar)} %`,
  ]);
  return table(
    ['challenger', 'trained', 'promoted', 'would harm', 'promoted with harm', 'wish', 'as wished', 'bar'],
    rows,
  );
}

function formatStrangers(trials: readonly Trial[]): string {
  const rows = trials.flatMap(({ strangers, promoted }) =>
    strangers ? [[strangers.name, promoted ? 'yes' : 'no', String(strangers.of), String(strangers.named)]] : [],
  );
  return rows.length === 0
    ? ''
    : table(['class never seen before', 'promoted', 'other examples of it', 'named so'], rows);
}
