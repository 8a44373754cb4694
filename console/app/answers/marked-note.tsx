import type { Evidence } from '../../../packages/client/client.ts';
import { signed } from '../words/format.ts';
import { markNote } from './mark-note.ts';

/**
 * A note, its words marked by how they moved the answer: by colour, by the kind and the weight of a line below, by a
 * sign, and for those who listen by a word.
 */
export function MarkedNote({ note, evidence }: { note: string; evidence: readonly Evidence[] }) {
  const stretches = markNote(note, evidence);
  const most = Math.max(...stretches.map(({ effect }) => Math.abs(effect)), 0);
  return (
    <figure class="marked">
      <figcaption class="quiet">
        <mark class="for weight-2">
          for<sup>+</sup>
        </mark>{' '}
        and{' '}
        <mark class="against weight-2">
          against<sup>−</sup>
        </mark>
        , the stronger the thicker the line
      </figcaption>
      <p dir="auto" role="group" aria-label="The note" tabIndex={0}>
        {stretches.map(({ text, effect }, at) =>
          effect === 0 ? (
            text
          ) : (
            <mark
              key={at}
              class={`${effect > 0 ? 'for' : 'against'} weight-${Math.ceil((3 * Math.abs(effect)) / most)}`}
              title={signed(effect)}
            >
              {text}
              <sup aria-hidden="true">{effect > 0 ? '+' : '−'}</sup>
              <span class="sr"> ({effect > 0 ? 'for' : 'against'})</span>
            </mark>
          ),
        )}
      </p>
    </figure>
  );
}
