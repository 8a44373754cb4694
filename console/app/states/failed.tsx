import { describeError } from './describe-error.ts';

/** What went wrong, in a sentence, with what to do, and a button to try again where that may help. */
export function Failed({ error, again }: { error: unknown; again?: (() => void) | undefined }) {
  const { sentence, advice } = describeError(error);
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong dir="auto">{sentence}</strong> {advice}
      </p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
