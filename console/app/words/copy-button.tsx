import { useState } from 'preact/hooks';

/** Copies a text, and says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = (): void => {
    // Outside of secure origins there is no clipboard.
    const done = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error('none'));
    done.then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const said = { idle: `Copy ${what}`, copied: 'Copied', failed: 'Select the text and copy it' }[state];
  return (
    <>
      <button type="button" onClick={copy} onBlur={() => setState('idle')}>
        {said}
      </button>
      <span role="status" class="sr">
        {state !== 'idle' && said}
      </span>
    </>
  );
}
