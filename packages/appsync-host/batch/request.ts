/** Reads what a call of AWS Batch says. */
import { isRecord, type JsonRecord } from '../record.ts';

/** A call that is refused because of what it says; Batch knows one name for all such reasons. */
export class ClientException extends Error {
  override name = 'ClientException';
}

/** A text that must be there. Errors: ClientException where it is not. */
export function textAt(body: JsonRecord, name: string): string {
  return maybeTextAt(body, name) ?? refuse(`${name} is missing.`);
}

/** A text, or undefined where it is absent. Errors: ClientException where it is something else. */
export function maybeTextAt(body: JsonRecord, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuse(`${name} must be a text.`);
}

/** A list; empty where it is absent. Errors: ClientException where it is something else. */
export function listAt(body: JsonRecord, name: string): unknown[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : refuse(`${name} must be a list.`);
}

/** Names to texts; empty for what is no map. */
export function textMapOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const given = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(given.map(([name, one]) => [name, String(one)]));
}

/** Errors: ClientException for something that is asked for and not known here. */
export function refuseOthers(body: JsonRecord, known: readonly string[], place: string): void {
  const other = Object.keys(body).find((name) => !known.includes(name) && body[name] != null);
  if (other === undefined) return;
  throw new ClientException(
    `The laptop host does not know ${place}${other}: leave it out. It knows ${known.join(', ')}.`,
  );
}

function refuse(message: string): never {
  throw new ClientException(message);
}
