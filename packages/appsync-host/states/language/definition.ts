/** A state machine as the host runs it. */
import type { ChoiceRule } from './choice.ts';
import type { Path } from './path.ts';
import type { PayloadTemplate } from './payload-template.ts';

/** States, and where they begin. */
export interface Block {
  startAt: string;
  states: ReadonlyMap<string, State>;
}

/** A whole machine. */
export interface Machine extends Block {
  timeoutSeconds?: number;
}

/** When a state is tried again. */
export interface Retrier {
  errorEquals: readonly string[];
  intervalSeconds: number;
  attemptsMax: number;
  backoffRate: number;
  delaySecondsMax?: number;
  hasJitter: boolean;
}

/** Where a caught error leads. */
export interface Catcher {
  errorEquals: readonly string[];
  next: string;
  resultPath: Path | null;
}

/** What a state makes of its input and result; absent is as it comes. */
interface Flow {
  name: string;
  /** Null is an empty object. */
  inputPath?: Path | null;
  outputPath?: Path | null;
  /** Null drops the result. */
  resultPath?: Path | null;
  parameters?: PayloadTemplate;
  resultSelector?: PayloadTemplate;
  retriers: readonly Retrier[];
  catchers: readonly Catcher[];
  /** Undefined where it is the last. */
  next?: string;
}

/** A state that calls a function. */
export interface TaskState extends Flow {
  type: 'Task';
  /** ARN of a function, or of a version or alias of it. */
  resource: string;
  timeoutSeconds?: number;
}

/** A state that waits. */
export interface WaitState extends Flow {
  type: 'Wait';
  until: { seconds: number | Path } | { timestamp: string | Path };
}

/** Which files items come from. */
export interface ItemReader {
  parameters: PayloadTemplate;
  inputType: 'JSON' | 'JSONL' | 'CSV';
  /** Of CSV: the names of the columns; undefined where the first row has them. */
  headers?: readonly string[];
  delimiter: string;
  itemsMax?: number;
}

/** Where and how results are written. */
export interface ResultWriter {
  /** Undefined where the results are only formed. */
  parameters?: PayloadTemplate;
  transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  outputType: 'JSON' | 'JSONL';
}

/** What a Map does beyond an inline one. */
export interface Distribution {
  childType: 'STANDARD' | 'EXPRESS';
  label: string;
  reader?: ItemReader;
  writer?: ResultWriter;
  toleratedCount?: number;
  toleratedPercentage?: number;
}

/** A state that runs others for each item. */
export interface MapState extends Flow {
  type: 'Map';
  block: Block;
  itemsPath?: Path;
  itemSelector?: PayloadTemplate;
  /** How many run at once, or where that is told; 0 sets no limit. */
  concurrencyMax: number | Path;
  /** Undefined for a Map within the execution. */
  distribution?: Distribution;
}

/** A state of any type. */
export type State =
  | (Flow & { type: 'Pass'; result?: unknown })
  | (Flow & { type: 'Choice'; choices: readonly { rule: ChoiceRule; next: string }[]; fallback?: string })
  | (Flow & { type: 'Succeed' })
  | (Flow & { type: 'Fail'; error?: string | Path; cause?: string | Path })
  | TaskState
  | WaitState
  | MapState;
