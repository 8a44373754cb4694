import { useState } from 'preact/hooks';
import type { Alarm } from '../../../../packages/client/client.ts';
import { count, moment } from '../../words/format.ts';
import { RunbookSection } from './runbook-section.tsx';

const STATE_WORDS: Record<Alarm['state'], string> = {
  OK: '✓ well',
  ALARM: '✗ in alarm',
  INSUFFICIENT_DATA: '– too little to tell',
};
const SEVERITY_WORDS: Record<Alarm['severity'], string> = {
  PAGE: 'tells somebody at once',
  INFORM: 'for the next working day',
  PART: 'part of another alarm',
};

/** The alarms that are in alarm, then, if asked for, the others; each with its section of the runbook. */
export function AlarmTable({ alarms }: { alarms: readonly Alarm[] }) {
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const others = alarms.length - ringing.length;
  const shown = all ? alarms : ringing;
  return (
    <>
      {shown.length > 0 && (
        <table class="alarms">
          <caption>{all ? `All ${alarms.length} alarms` : `${count(ringing.length, 'alarm')} in alarm`}</caption>
          <thead>
            <tr>
              <th scope="col">Alarm</th>
              <th scope="col">State</th>
              <th scope="col">What it tells</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((alarm) => (
              <AlarmRow
                key={alarm.name}
                alarm={alarm}
                isOpen={open === alarm.name}
                toggle={() => setOpen(open === alarm.name ? null : alarm.name)}
              />
            ))}
          </tbody>
        </table>
      )}
      {others > 0 && (
        <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Only those in alarm' : `Show the ${others} that are not in alarm`}
        </button>
      )}
    </>
  );
}

function AlarmRow({ alarm, isOpen, toggle }: { alarm: Alarm; isOpen: boolean; toggle: () => void }) {
  const { name, state, severity, meaning, reason, since, runbook } = alarm;
  return (
    <>
      <tr class={state === 'ALARM' ? 'ringing' : undefined}>
        <th scope="row">
          {name}
          <span class="quiet severity">{SEVERITY_WORDS[severity]}</span>
        </th>
        <td>
          <span class="badge">{STATE_WORDS[state]}</span>
          {since !== null && <span class="quiet severity">since {moment(since)}</span>}
        </td>
        <td>
          {meaning}
          {reason !== null && state === 'ALARM' && (
            <p class="quiet" dir="auto">
              {reason}
            </p>
          )}
          <button type="button" class="small" aria-expanded={isOpen} onClick={toggle}>
            {isOpen ? 'Close the runbook' : 'What to do'} <span class="sr">about {name}</span>
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={3}>
            <RunbookSection name={name} place={runbook} />
          </td>
        </tr>
      )}
    </>
  );
}
