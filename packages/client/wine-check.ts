import type { WineInput } from './generated/graphql.ts';
import { TerroirError, type ErrorRule } from './errors.ts';

/** Why a wine cannot be sent, in the words of a TerroirError. */
export interface WineFault {
  /** The field at fault; null where it is the wine as a whole. */
  field: string | null;
  rule: ErrorRule;
  message: string;
}

type FieldType = 'text' | 'integer' | 'number';

/** Every field of WineInput: the compiler notices when schema.graphql gains one. */
const FIELD_TYPES: Record<keyof WineInput, FieldType> = {
  description: 'text',
  variety: 'text',
  country: 'text',
  region: 'text',
  winery: 'text',
  points: 'integer',
  price: 'number',
};

const MUST_BE: Record<FieldType, string> = {
  text: 'must be a text',
  integer: 'must be a whole number',
  number: 'must be a finite number',
};

/**
 * What JSON or GraphQL's coercion would get wrong of a wine; undefined where it can be sent. JSON turns NaN and
 * infinities into null, that is "unknown", and a value of another type makes GraphQL refuse the request as a whole,
 * naming neither the wine nor the field. Limits such as the lowest price are the API's to check.
 */
export function findFault(wine: WineInput): WineFault | undefined {
  if (typeof wine !== 'object' || wine === null || Array.isArray(wine)) {
    return { field: null, rule: 'type', message: 'A wine must be an object with fields of WineInput.' };
  }
  for (const [field, value] of Object.entries(wine)) {
    const type = Object.hasOwn(FIELD_TYPES, field) ? FIELD_TYPES[field as keyof WineInput] : undefined;
    if (type === undefined) {
      const known = Object.keys(FIELD_TYPES).join(', ');
      return { field, rule: 'unknown', message: `WineInput has no field ${field}; it has ${known}.` };
    }
    if (value !== null && value !== undefined && !isOfType(value, type)) {
      return { field, rule: 'type', message: `${field} ${MUST_BE[type]}, not ${describe(value)}.` };
    }
  }
  return undefined;
}

/**
 * Lets pass what can be sent as a wine.
 *
 * Errors: TerroirError InvalidInput where JSON or GraphQL would make something else of the wine.
 */
export function requireSendable(wine: WineInput): void {
  const fault = findFault(wine);
  if (fault) throw new TerroirError(fault.message, { errorType: 'InvalidInput', ...fault });
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'text') return typeof value === 'string';
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  // GraphQL's Int has 32 bits.
  return type === 'number' || (value | 0) === value;
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
