import { useState } from 'preact/hooks';
import { describeError } from '../states/describe-error.ts';

/** Asks for a key. No field has a name, so that nothing of the form can end up in an address. */
export function SignIn({ refusal, enter }: { refusal: unknown; enter: (key: string) => Promise<void> }) {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    void enter(key.trim()).finally(() => setBusy(false));
  };
  const { sentence, advice } = describeError(refusal);
  return (
    <main class="sign-in">
      <h1>Terroir</h1>
      <p>Sign in with a key of this deployment. It stays in this tab, and is forgotten when you close it.</p>
      <form method="post" onSubmit={submit}>
        <label for="key">Key</label>
        <input
          id="key"
          type="password"
          required
          autocomplete="off"
          placeholder="trr_…"
          value={key}
          aria-describedby={refusal === null ? undefined : 'refusal'}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <button class="primary" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      {refusal !== null && (
        <p id="refusal" class="notice bad" role="alert">
          {sentence} {advice}
        </p>
      )}
      <p class="quiet">
        An operator makes keys with <code>npm run terroir -- keys create</code>.
      </p>
    </main>
  );
}
