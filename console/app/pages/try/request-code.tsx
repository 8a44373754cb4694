import { useState } from 'preact/hooks';
import type { WineInput } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { CopyButton } from '../../words/copy-button.tsx';
import { writeRequest, type RequestTexts } from './write-request.ts';

const LANGUAGES: readonly { id: keyof RequestTexts; name: string }[] = [
  { id: 'graphql', name: 'GraphQL' },
  { id: 'curl', name: 'curl' },
  { id: 'typescript', name: 'TypeScript' },
];

/** The request that was just made, to copy. */
export function RequestCode({ wine, modelVersion }: { wine: WineInput; modelVersion: string | null }) {
  const { config } = useSession();
  const [language, setLanguage] = useState<keyof RequestTexts>('graphql');
  const [recorded, setRecorded] = useState(false);
  const text = writeRequest({ endpoint: config.endpoint, wine, modelVersion, recorded })[language];
  const name = LANGUAGES.find(({ id }) => id === language)?.name ?? '';
  return (
    <section class="card" aria-label="This request">
      <h2>This request</h2>
      <fieldset class="choice row">
        <legend class="sr">Written as</legend>
        {LANGUAGES.map(({ id, name: label }) => (
          <label key={id}>
            <input type="radio" name="language" checked={id === language} onChange={() => setLanguage(id)} /> {label}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={recorded} onChange={() => setRecorded(!recorded)} /> as <code>predict</code>,
          which records
        </label>
      </fieldset>
      <pre tabIndex={0} aria-label={`The request as ${name}`}>
        {text}
      </pre>
      <CopyButton text={text} what={name} />
    </section>
  );
}
