import { billedMs, listBill, MONTH_HOURS, sumOf } from './bill.ts';
import type { Month } from './options.ts';
import { PRICES } from './prices.ts';

/** A way to answer wines. */
export interface Door {
  what: string;
  /** What comes with it, and what does not. */
  has: string;
  /** US dollars of a month with so many predictions. */
  price(predictions: number): number;
}

const NOTHING_MORE = 'answers, and nothing else: no keys, quotas, records, registry';
const SAME = 'same functions and tables; no subscriptions';
/** What a serverless endpoint is given: Python, ONNX Runtime and a model want more than 1 GB. */
const SERVERLESS_GB = 2;
/** What comes and goes for one wine, as JSON. */
const WINE_BYTES = 1_000;
const HOSTS = 2;

/** US dollars of a month as `month` says, but with so many predictions. */
export function priceMonth(month: Month, predictions: number): number {
  return sumOf(listBill({ ...month, predictions }));
}

/** Terroir first, and what one would take instead, at the batches, sizes and settings of a month. */
export function listDoors(month: Month): [Door, ...Door[]] {
  const ours: Door = {
    what: 'Terroir, as it is',
    has: 'keys, quotas, records, drift, trainings, alarms, subscriptions',
    price: (predictions) => priceMonth(month, predictions),
  };
  return [ours, ...listOtherDoors(month), ...listEndpoints(month), describeContainers(month)];
}

/** Other doors to the same functions: AppSync's price of a request goes, and what takes its place comes. */
function listOtherDoors(month: Month): Door[] {
  const through = (what: string, has: string, request: number, settings: Partial<Month> = {}): Door => ({
    what,
    has,
    price(predictions) {
      const requests = Math.ceil(predictions / month.batch);
      return priceMonth({ ...month, ...settings }, predictions) + requests * (request - PRICES.appsyncRequest);
    },
  });
  return [
    through('API Gateway, REST, and Lambda', SAME, PRICES.restApiRequest),
    through('API Gateway, HTTP, and Lambda', `${SAME}, no WAF`, PRICES.httpApiRequest, { waf: false }),
    through('Lambda function URL', `${SAME}, no WAF, no cache of keys`, 0, { waf: false }),
  ];
}

function listEndpoints(month: Month): Door[] {
  const seconds = Math.max(1, Math.ceil(billedMs({ ...month, tableMs: 0 }))) / 1_000;
  const { sagemakerHour, sagemakerServerlessGbSecond, sagemakerServerlessGb } = PRICES;
  const hosted = (what: string, hourly: number): Door => ({
    what,
    has: NOTHING_MORE,
    price: () => hourly * MONTH_HOURS,
  });
  return [
    hosted('SageMaker real-time, one ml.t2.medium', sagemakerHour['ml.t2.medium']),
    hosted('SageMaker real-time, two ml.m5.large', HOSTS * sagemakerHour['ml.m5.large']),
    {
      what: `SageMaker serverless, ${SERVERLESS_GB} GB`,
      has: `${NOTHING_MORE}; were it as fast as λ predict`,
      price(predictions) {
        const gbSeconds = Math.ceil(predictions / month.batch) * seconds * SERVERLESS_GB;
        return gbSeconds * sagemakerServerlessGbSecond + ((predictions * WINE_BYTES) / 1e9) * sagemakerServerlessGb;
      },
    },
  ];
}

/** Containers that never sleep, with the same tables, logs and watching, behind a load balancer. */
function describeContainers(month: Month): Door {
  const container = PRICES.fargateVcpuHour + 2 * PRICES.fargateGbHour;
  const hourly = HOSTS * container + PRICES.loadBalancerHour + PRICES.loadBalancerUnitHour;
  return {
    what: 'Two containers (Fargate, 1 vCPU, 2 GB each)',
    has: 'same tables, logs and WAF; keys, limits, releases are to be made',
    price(predictions) {
      const lines = listBill({ ...month, predictions });
      const saved = lines.filter(({ group, what }) => group === 'requests' && /^(AppSync|λ)/.test(what));
      return sumOf(lines) - sumOf(saved) + hourly * MONTH_HOURS;
    },
  };
}

/** More than any of them can be asked. */
const PREDICTIONS_MAX = 1e11;

/**
 * From how many predictions a month on the other one is cheaper than ours, to a thousandth; 0 where it always is,
 * undefined where it never is.
 */
export function breakEven(ours: Door, other: Door): number | undefined {
  const isCheaper = (predictions: number): boolean => other.price(predictions) < ours.price(predictions);
  if (isCheaper(1)) return 0;
  if (!isCheaper(PREDICTIONS_MAX)) return undefined;
  let [low, high] = [1, PREDICTIONS_MAX];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    [low, high] = isCheaper(middle) ? [low, middle] : [middle, high];
  }
  return high;
}
