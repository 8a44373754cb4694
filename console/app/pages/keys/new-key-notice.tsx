import { useEffect, useRef } from 'preact/hooks';
import type { NewKey } from '../../../../packages/client/client.ts';
import { CopyButton } from '../../words/copy-button.tsx';
import { moment } from '../../words/format.ts';

/** A key that was made just now: shown this once, and gone with the page. */
export function NewKeyNotice({ made: { key, entry, replaced }, forget }: { made: NewKey; forget: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = `new-${entry.id}`;
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="notice warn" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        The key of <bdi>{entry.name}</bdi>
      </h2>
      <p>
        Copy it now: it is shown this once, and stored nowhere. It is gone when you leave this page.
        {replaced?.expiresAt && ` The key ${replaced.id} goes on until ${moment(replaced.expiresAt)}.`}
      </p>
      <pre tabIndex={0} aria-label="The new key">
        {key}
      </pre>
      <p class="row">
        <CopyButton text={key} what="the key" />
        <button type="button" onClick={forget}>
          I have it: hide it
        </button>
      </p>
    </section>
  );
}
