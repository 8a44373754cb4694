import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Failed } from '../../states/failed.tsx';

interface MoveFormProps {
  /** What its button does. */
  what: string;
  explanation: string;
  /** Does it, for a reason. */
  move: (reason: string) => Promise<unknown>;
  moved: () => void;
}

/** Asks for a reason, and does what cannot be done without one. */
export function MoveForm({ what, explanation, move, moved }: MoveFormProps) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ at: 'idle' | 'busy' | 'done' } | { at: 'failed'; error: unknown }>({
    at: 'idle',
  });
  const id = useId();
  const { field, opener } = useKeptFocus(isOpen);
  const submit = (event: Event): void => {
    event.preventDefault();
    setState({ at: 'busy' });
    move(reason.trim()).then(
      () => {
        setState({ at: 'done' });
        setReason('');
        setOpen(false);
        moved();
      },
      (error: unknown) => setState({ at: 'failed', error }),
    );
  };
  const lookAgain = (): void => {
    setState({ at: 'idle' });
    moved();
  };
  if (!isOpen) {
    return (
      <p class="row">
        <button ref={opener} type="button" onClick={() => setOpen(true)}>
          {what} …
        </button>
        <span role="status">{state.at === 'done' ? 'Done.' : ''}</span>
      </p>
    );
  }
  return (
    <form method="post" class="move" onSubmit={submit} aria-busy={state.at === 'busy'}>
      <label for={id}>Why, for the history</label>
      <input
        ref={field}
        id={id}
        dir="auto"
        required
        maxLength={200}
        pattern=".*\S.*"
        autocomplete="off"
        aria-describedby={`${id}-what`}
        value={reason}
        onInput={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <p id={`${id}-what`} class="quiet">
        {explanation}
      </p>
      <div class="row">
        <button class="primary" disabled={state.at === 'busy'}>
          {what}
        </button>
        <button type="button" onClick={() => setOpen(false)}>
          Do nothing
        </button>
      </div>
      {state.at === 'failed' && <Failed error={state.error} again={lookAgain} />}
    </form>
  );
}

/** Keeps the focus of whoever comes by keyboard: what they pressed is gone, for a field or for its button again. */
function useKeptFocus(isOpen: boolean) {
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isOpen) field.current?.focus();
    else if (wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return { field, opener };
}
