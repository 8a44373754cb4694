/** Reads what calls bring. Errors: ApiError, of each, that names the parameter. */
import { isRecord, type JsonRecord } from '../../record.ts';
import { invalid } from './api-error.ts';

/** A text that must be there. */
export function textOf(body: JsonRecord, name: string): string {
  const text = maybeTextOf(body, name);
  if (text === undefined || text === '') throw invalid(`${name} must be a text.`);
  return text;
}

/** A text, or undefined where it is absent. */
export function maybeTextOf(body: JsonRecord, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`${name} must be a text.`);
  return value;
}

/** A number, or undefined where it is absent. */
export function maybeNumberOf(body: JsonRecord, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${name} must be a number.`);
  return value;
}

/** A time that must be there, which is sent as seconds; answered in ms. */
export function timeOf(body: JsonRecord, name: string): number {
  const seconds = maybeNumberOf(body, name);
  if (seconds === undefined) throw invalid(`${name} must be a time.`);
  return Math.round(seconds * 1000);
}

/** A list of texts; empty where it is absent. */
export function textsOf(body: JsonRecord, name: string): string[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw invalid(`${name} must be texts.`);
  return value;
}

/** A list of objects; empty where it is absent. */
export function recordsOf(body: JsonRecord, name: string): JsonRecord[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || !value.every(isRecord)) throw invalid(`${name} must be a list of objects.`);
  return value;
}

/** A part of a long answer, and where the next one begins. */
export interface Page<T> {
  page: T[];
  nextToken?: string;
}

/** The part that a call asks for by `NextToken`, which is the number of what came before. */
export function pageOf<T>(all: readonly T[], token: string | undefined, most: number): Page<T> {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw invalid('The token is not one that was given.');
  const page = all.slice(from, from + most);
  return { page, ...(from + most < all.length && { nextToken: String(from + most) }) };
}
