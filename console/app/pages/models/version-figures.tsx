import type { ModelVersion } from '../../../../packages/client/client.ts';
import { moment, number, percent } from '../../words/format.ts';

/** How a version did on its hold-out set, from how many examples, and what it was made of. */
export function VersionFigures({ version }: { version: ModelVersion }) {
  const { countryAccuracy, varietyAccuracy, examples, createdAt } = version;
  const held = countHeldOut(version.evaluation);
  return (
    <dl class="figures">
      <div>
        <dt>Country right</dt>
        <dd>
          <strong>{percent(countryAccuracy)}</strong> <span class="quiet">{held.country}</span>
        </dd>
      </div>
      <div>
        <dt>Variety right</dt>
        <dd>
          <strong>{percent(varietyAccuracy)}</strong> <span class="quiet">{held.variety}</span>
        </dd>
      </div>
      <div>
        <dt>Trained on</dt>
        <dd>
          <strong>{number(examples)}</strong> <span class="quiet">examples, {moment(createdAt)}</span>
        </dd>
      </div>
    </dl>
  );
}

type Regimes = Record<string, { exampleCount?: unknown } | undefined>;

/** The counts that the evaluation tells; a version of another form tells none. */
function countHeldOut(evaluation: string): { country: string; variety: string } {
  const told = JSON.parse(evaluation) as Record<string, { regimes?: Regimes } | undefined>;
  const countOf = (target: string): string => {
    const many = told[target]?.regimes?.['noteAndNumbers']?.exampleCount;
    return typeof many === 'number' ? `of ${number(many)} held out` : 'of those held out';
  };
  return { country: countOf('country'), variety: countOf('variety') };
}
