import { useState } from 'preact/hooks';
import { useSession } from '../../session/session.ts';
import { CopyButton } from '../../words/copy-button.tsx';
import { writeCommand, type KeyAction, type KeyWish } from './write-command.ts';

const ACTIONS: readonly { action: KeyAction; title: string; tells: string }[] = [
  { action: 'create', title: 'Create', tells: 'It prints the new key once: nobody can read it again.' },
  { action: 'list', title: 'List', tells: 'It lists every client with its keys, scopes, quotas, and wines of today.' },
  { action: 'change', title: 'Change', tells: 'It changes scopes, expiry and quotas; the key stays the same.' },
  { action: 'rotate', title: 'Rotate', tells: 'It prints a new key once; the old one goes on for the overlap.' },
  { action: 'suspend', title: 'Suspend', tells: 'Requests are refused within 30 seconds; resume lets them in again.' },
  { action: 'resume', title: 'Resume', tells: 'It lets a suspended client in again.' },
  { action: 'revoke', title: 'Revoke', tells: 'Requests are refused within 30 seconds, for good.' },
];
const SCOPES = ['predict', 'history', 'label', 'operate'];
const NEW: KeyWish = {
  action: 'create',
  name: '',
  which: '',
  scopes: ['predict', 'history'],
  expires: '',
  perMinute: '',
  perDay: '',
  overlap: '7d',
};

/** Keys are made and stopped by the command line, with rights of the cloud: this writes the command. */
export function KeyCommands() {
  const { config } = useSession();
  const [wish, setWish] = useState(NEW);
  const change = (changes: Partial<KeyWish>): void => setWish({ ...wish, ...changes });
  const { action } = wish;
  const command = writeCommand(wish, config.graphiql !== undefined);
  const asksFor = FIELDS.filter(({ of }) => of.includes(action));
  return (
    <section class="card keys" aria-labelledby="keys">
      <h2 id="keys">Clients and keys</h2>
      <p>
        No key can make, change or stop a key, so that a key that was stolen cannot be made to outlive its end. Whoever
        may write to the table of clients does it, by a command in a checkout of Terroir:
      </p>
      <form method="post" onSubmit={(event) => event.preventDefault()}>
        <fieldset class="row">
          <legend>What is to be done?</legend>
          {ACTIONS.map(({ action: one, title }) => (
            <label key={one} class="choice">
              <input type="radio" name="key" checked={one === action} onChange={() => change({ action: one })} />{' '}
              {title}
            </label>
          ))}
        </fieldset>
        <div class="filters">
          {asksFor.map(({ name, label, hint }) => (
            <div key={name}>
              <label for={`key-${name}`}>{label}</label>
              <input
                id={`key-${name}`}
                value={wish[name]}
                placeholder={hint}
                autocomplete="off"
                dir="auto"
                onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
              />
            </div>
          ))}
        </div>
        {(action === 'create' || action === 'change') && (
          <Scopes chosen={wish.scopes} choose={(scopes) => change({ scopes })} />
        )}
      </form>
      <pre tabIndex={0} aria-label="The command">
        {command}
      </pre>
      <p class="row">
        <CopyButton text={command} what="the command" />
        <span class="quiet">{ACTIONS.find((one) => one.action === action)?.tells}</span>
      </p>
    </section>
  );
}

function Scopes({ chosen, choose }: { chosen: readonly string[]; choose: (scopes: string[]) => void }) {
  return (
    <fieldset class="row">
      <legend>Scopes</legend>
      {SCOPES.map((scope) => (
        <label key={scope} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ currentTarget: { checked } }) =>
              choose(SCOPES.filter((one) => (one === scope ? checked : chosen.includes(one))))
            }
          />{' '}
          {scope}
        </label>
      ))}
    </fieldset>
  );
}

type TextName = 'name' | 'which' | 'expires' | 'perMinute' | 'perDay' | 'overlap';

const STOPS: readonly KeyAction[] = ['change', 'rotate', 'suspend', 'resume', 'revoke'];
const FIELDS: readonly { name: TextName; label: string; hint: string; of: readonly KeyAction[] }[] = [
  { name: 'name', label: 'Who it is for', hint: 'my app', of: ['create'] },
  { name: 'which', label: 'Client, or id of a key', hint: 'as the list shows it', of: STOPS },
  { name: 'expires', label: 'Ends after', hint: '90d, 12h; empty: never', of: ['create', 'change'] },
  { name: 'perMinute', label: 'Wines a minute', hint: 'no limit', of: ['create', 'change'] },
  { name: 'perDay', label: 'Wines a day', hint: 'no limit', of: ['create', 'change'] },
  { name: 'overlap', label: 'The old key goes on for', hint: '7d, 12h, 0h', of: ['rotate'] },
];
