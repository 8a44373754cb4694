/**
 * Who hears of an alarm: `page` wakes somebody now, `inform` is for the next working day, `part` tells nobody by itself
 * and makes up one of the others.
 */
export type Severity = 'page' | 'inform' | 'part';

/** What an alarm is, apart from the figures at which it goes off: those are in infra/environments.ts. */
export interface AlarmKind {
  readonly severity: Severity;
  /** What has happened when it goes off, in a sentence. */
  readonly meaning: string;
}

/** The parts, and what is made of them: one cause sets off several parts, and tells somebody once. */
const KINDS = {
  'service-failing': { severity: 'page', meaning: 'Callers are not answered, or not in time.' },
  'errors-fast': { severity: 'part', meaning: 'So much fails that the error budget of a month is gone in two days.' },
  'latency-high': { severity: 'part', meaning: 'One request in a hundred takes longer than it should.' },
  throttled: { severity: 'part', meaning: 'Lambda turns calls away: its concurrency is used up.' },
  'history-unreadable': { severity: 'part', meaning: 'DynamoDB does not answer for predictions or the registry.' },

  'model-failing': { severity: 'page', meaning: 'The champion does not answer, though the service does.' },
  'model-refused': { severity: 'part', meaning: 'A process refused the champion: it does not load.' },
  'fallback-served': { severity: 'part', meaning: 'Another version than the champion, such as the starter, answers.' },

  'errors-lasting': { severity: 'inform', meaning: 'A little fails, for hours, or a file could not be answered.' },
  'errors-slow': { severity: 'part', meaning: 'So much fails that the error budget of a month is gone in ten days.' },
  'jobs-failed': { severity: 'part', meaning: 'A job that answers a file has failed, and not by its file.' },

  'quality-falling': { severity: 'inform', meaning: 'Answers are less right than they were, or will be.' },
  'accuracy-low': { severity: 'part', meaning: 'Labels say that fewer answers are right than should be.' },
  'drift-seen': { severity: 'part', meaning: 'Wines are not what the model was trained with.' },
  'confidence-odd': { severity: 'part', meaning: 'The confidence is not what it was at this time of the day.' },
  'slice-failing': { severity: 'part', meaning: 'A variety or a price range has many wrong answers.' },

  'learning-stuck': { severity: 'inform', meaning: 'Nothing is learnt, or nobody looks for drift.' },
  'training-failed': { severity: 'part', meaning: 'A training ended without a version.' },
  'training-overdue': { severity: 'part', meaning: 'For longer than the schedule has no training has ended well.' },
  'drift-job-missing': { severity: 'part', meaning: 'Nobody has looked for drift for hours.' },

  'traffic-odd': { severity: 'inform', meaning: 'There are more or fewer requests than there should be.' },
  'requests-odd': { severity: 'part', meaning: 'The number of requests is not what it was at this time of the day.' },
  'quota-storm': { severity: 'part', meaning: 'A client goes on asking though its quota is used up.' },

  'cost-budget': { severity: 'inform', meaning: 'The account costs more this month than was planned.' },
} as const satisfies Readonly<Record<string, AlarmKind>>;

/** The name of an alarm, which is also that of its section in docs/RUNBOOK.md. */
export type AlarmName = keyof typeof KINDS;

/** Every alarm of a deployment. In CloudWatch its name follows the name of the stack and a dot. */
export const ALARMS: Readonly<Record<AlarmName, AlarmKind>> = KINDS;

/** Where the alarm of that name is explained. */
export function runbookOf(name: AlarmName): string {
  return `docs/RUNBOOK.md#${name}`;
}
