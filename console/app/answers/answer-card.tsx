import type { Classification, Evidence } from '../../../packages/client/client.ts';
import { BarTable } from '../charts/bar-table.tsx';
import { EffectTable } from './effect-table.tsx';
import { excerpt, percent } from '../words/format.ts';
import { MarkedNote } from './marked-note.tsx';
import { nameField } from './name-field.ts';

/** What a model version has answered of a wine: a prediction, or a try. */
export interface Answered {
  modelVersion: string;
  country: Classification;
  variety: Classification;
}

/** What is shown of a word beside its bar; the note above has it whole. */
const FEATURE_CHARACTERS = 40;

/** What was answered about one target, by one version or by several side by side. */
export function AnswerCard({
  target,
  answers,
  note,
}: {
  target: 'country' | 'variety';
  answers: readonly Answered[];
  note: string;
}) {
  const title = target === 'country' ? 'Country' : 'Variety';
  const isCompared = answers.length > 1;
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <div class={isCompared ? 'versions' : undefined}>
        {answers.map(({ modelVersion, [target]: answer }, at) => (
          <div key={at}>
            {isCompared && (
              <h3 class="version">
                {at === 0 ? 'Champion' : 'Compared'} <code>{modelVersion}</code>
              </h3>
            )}
            <Answer answer={answer} title={title} />
          </div>
        ))}
      </div>
      {answers.slice(0, 1).map(({ [target]: answer }) => (
        <Reasons key={target} answer={answer} note={note} />
      ))}
    </section>
  );
}

function Answer({ answer: { name, confidence, ranking }, title }: { answer: Classification; title: string }) {
  return (
    <>
      <p class="answer">
        <strong dir="auto">{name}</strong> <span>{percent(confidence)} sure</span>
      </p>
      <BarTable
        caption="The five most probable"
        of={title}
        measure="Confidence"
        max={1}
        write={percent}
        bars={ranking.map((one, at) => ({ name: one.name, value: one.confidence, strong: at === 0 }))}
      />
    </>
  );
}

function Reasons({ answer: { name, evidence }, note }: { answer: Classification; note: string }) {
  if (evidence.length === 0) return <p class="quiet">Nothing that was told moved this answer.</p>;
  return (
    <>
      {note !== '' && <MarkedNote note={note} evidence={evidence} />}
      <EffectTable
        caption={`What spoke for and against ${name}`}
        measure="Effect on the score, natural log units"
        effects={evidence.map((piece) => ({ name: nameEvidence(piece), effect: piece.effect }))}
      />
    </>
  );
}

function nameEvidence({ feature, kind }: Evidence): string {
  return kind === 'FIELD' ? `the ${nameField(feature)}` : excerpt(feature, FEATURE_CHARACTERS);
}
