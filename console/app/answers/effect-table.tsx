import { signed } from '../words/format.ts';

/** What moved an answer: above 0 for it, below 0 against it. */
export interface Effect {
  name: string;
  effect: number;
}

/** Effects as bars to both sides of 0, in a table that says each with its sign. */
export function EffectTable({
  caption,
  measure,
  effects,
}: {
  caption: string;
  measure: string;
  effects: readonly Effect[];
}) {
  const most = Math.max(...effects.map(({ effect }) => Math.abs(effect)), 0) || 1;
  return (
    <table class="bars effects">
      <caption dir="auto">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" class="axis">
            <span class="sr">Against and for</span>
            <span class="ticks" aria-hidden="true">
              <span>{signed(-most)}</span>
              <span>0</span>
              <span>{signed(most)}</span>
            </span>
          </th>
          <th scope="col" class="figure">
            <abbr title={measure}>Effect</abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {effects.map(({ name, effect }, at) => (
          <tr key={at}>
            <th scope="row" dir="auto">
              {name}
            </th>
            <td class="track">
              <div class="bar-line both" aria-hidden="true">
                <div
                  class={effect < 0 ? 'bar against' : 'bar for'}
                  style={{
                    width: `${(50 * Math.abs(effect)) / most}%`,
                    marginInlineStart: `${effect < 0 ? 50 - (50 * -effect) / most : 50}%`,
                  }}
                />
              </div>
            </td>
            <td class="figure">{signed(effect)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
