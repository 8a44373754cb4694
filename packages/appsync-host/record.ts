/** A JSON object, whatever it holds. */
export type JsonRecord = Record<string, unknown>;

/** Whether a value is a JSON object: not null, not a list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
