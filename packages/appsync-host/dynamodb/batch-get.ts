/** BatchGetItem up to 16 MB: the engine stops at little more than one, so that it is asked again for what it left. */
import { isRecord, type JsonRecord } from '../record.ts';

/** Asks the engine for one BatchGetItem. */
export type AskEngine = (body: JsonRecord) => Promise<{ status: number; answer: JsonRecord }>;

const ANSWER_BYTES_MAX = 16 * 1024 ** 2;
/** What the engine answers at most at once. */
const ENGINE_BYTES_MAX = 1024 ** 2 + 400 * 1024;

/** Asks until everything is there, or one more answer might be too much: the rest stays in UnprocessedKeys. */
export async function collectBatch(body: JsonRecord, ask: AskEngine): Promise<{ status: number; answer: JsonRecord }> {
  const whole: Record<string, unknown[]> = {};
  const capacities = new Map<string, JsonRecord>();
  let bytes = 0;
  let wanted = body;
  for (;;) {
    const { status, answer } = await ask(wanted);
    if (status !== 200) return { status, answer };
    for (const [table, found] of Object.entries(answer['Responses'] as Record<string, unknown[]>)) {
      (whole[table] ??= []).push(...found);
      bytes += found.reduce<number>((sum, item) => sum + sizeOf({ M: item }), 0);
    }
    addCapacities(capacities, answer['ConsumedCapacity']);
    const left = answer['UnprocessedKeys'] as JsonRecord;
    wanted = { ...body, RequestItems: restoreRequests(body['RequestItems'] as JsonRecord, left) };
    if (Object.keys(left).length > 0 && bytes + ENGINE_BYTES_MAX <= ANSWER_BYTES_MAX) continue;
    const consumed = capacities.size > 0 ? { ConsumedCapacity: [...capacities.values()] } : {};
    return { status, answer: { Responses: whole, UnprocessedKeys: wanted['RequestItems'], ...consumed } };
  }
}

/** The engine forgets projections in what it leaves. */
function restoreRequests(requests: JsonRecord, left: JsonRecord): JsonRecord {
  const restored = Object.entries(left as Record<string, JsonRecord>).map(([table, { Keys }]) => [
    table,
    { ...(requests[table] as JsonRecord), Keys },
  ]);
  return Object.fromEntries(restored) as JsonRecord;
}

function addCapacities(sums: Map<string, JsonRecord>, consumed: unknown): void {
  for (const one of Array.isArray(consumed) ? (consumed as JsonRecord[]) : []) {
    const table = String(one['TableName']);
    const units = Number(sums.get(table)?.['CapacityUnits'] ?? 0) + Number(one['CapacityUnits'] ?? 0);
    sums.set(table, {
      ...one,
      CapacityUnits: units,
      ...(isRecord(one['Table']) && { Table: { CapacityUnits: units } }),
    });
  }
}

/** Roughly as DynamoDB counts: names and texts in UTF-8, digits in pairs, three bytes a list or map. */
function sizeOf(value: unknown): number {
  const [[type, content] = []] = Object.entries(isRecord(value) ? value : {});
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'B') return Math.ceil((String(content).length * 3) / 4);
  if (Array.isArray(content)) {
    const sizes = content.map((one) => (type === 'L' ? sizeOf(one) + 1 : String(one).length));
    return sizes.reduce((sum, size) => sum + size, 3);
  }
  if (!isRecord(content)) return 1;
  const sizes = Object.entries(content).map(([name, one]) => Buffer.byteLength(name) + sizeOf(one) + 1);
  return sizes.reduce((sum, size) => sum + size, 3);
}
