import type { ServiceTimes } from '../../bench/scale/scenario.ts';
import { MEASURED_BATCH_WINES, MEASURED_BYTES } from '../cost/measured.ts';

/** What predictions ask of AWS: what one of them does, at so many a request. */
export interface Demand {
  winesARequest: number;
  /** Each a token of AppSync, a request to WAF, a call of λ predict and a line of the log. */
  requests: number;
  /** Ms of a call of λ predict: its own time, and its turns to the tables one after the other. */
  callMs: number;
  /** Write units of the table of predictions: the predictions, and the claim of the requestId. */
  writes: number;
  /** Write units of the table of usage, where a quota is counted by each request. */
  usageWrites: number;
  /** Write units of the one entry of the hour in the table of traffic. */
  trafficWrites: number;
  /** Bytes of the log, and of the answer. */
  logBytes: number;
  answerBytes: number;
  traces: number;
}

/** The claim of the requestId, the quota, the predictions. */
const TURNS = 3;
/** functions/predict/traffic.ts: early writes begin at so many wines, and double; an hour's counts have 3 KB. */
const EARLY_WINES = 200;
const TALLY_UNITS = 3;
/** COST.md: what Lambda and AppSync write of a request beside ours. */
const PLATFORM_LOG_BYTES = 1_656;
const NOTE_CHARACTERS = 240;
/** X-Ray's default rule: the first of each second, and a twentieth of the others. */
const TRACED_SHARE = 0.05;

/** What one prediction asks for, on average, where there are many. */
export function demandOf(winesARequest: number, times: ServiceTimes): Demand {
  const requests = 1 / winesARequest;
  const own = times.singleMs + ((times.batchMs - times.singleMs) * (winesARequest - 1)) / (MEASURED_BATCH_WINES - 1);
  const callMs = own + TURNS * times.tableMs;
  const ownLines = winesARequest === 1 ? MEASURED_BYTES.singleLines : MEASURED_BYTES.batchLines;
  return {
    winesARequest,
    requests,
    callMs,
    writes: 1 + requests,
    usageWrites: requests,
    trafficWrites: tallyUnits(winesARequest, callMs),
    logBytes: (ownLines + PLATFORM_LOG_BYTES) * requests,
    answerBytes: MEASURED_BYTES.answerBesideNote + NOTE_CHARACTERS,
    traces: TRACED_SHARE * requests,
  };
}

/** Calls at once for so many predictions a second, by Little's law. */
export function callsAtOnce({ requests, callMs }: Demand, perSecond: number): number {
  return (perSecond * requests * callMs) / 1_000;
}

/** Write units of the hour's entry for each prediction, by environments that are busy all the time. */
function tallyUnits(winesARequest: number, callMs: number): number {
  const winesAMinute = (60_000 / callMs) * winesARequest;
  const writesAMinute = 2 + Math.log2(winesAMinute / EARLY_WINES);
  return (writesAMinute * TALLY_UNITS) / winesAMinute;
}
