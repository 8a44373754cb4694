import { hashText, SECOND_HALF } from '../text/hash.ts';

/**
 * What is known of texts, by their fingerprints, in 16 bytes a slot: of millions of them objects would take ten times
 * as much. A hash table with open addressing, linear probing, at most two thirds full.
 */
export interface TextTable {
  count: number;
  /** Per slot: both halves of the fingerprint, a number and flags; flags are 0 in a slot that is empty. */
  slots: Int32Array;
}

/** Where in a slot its number is. */
export const NUMBER = 2;
/** Where in a slot its flags are. */
export const FLAGS = 3;

const SLOT_LENGTH = 4;
const SHARE_FULL_MAX = 2 / 3;
const SLOTS_AT_START = 2 ** 12;
const FINGERPRINT = /^[0-9a-f]{16}$/;

/** A TextTable of no text. */
export function createTextTable(): TextTable {
  return { count: 0, slots: new Int32Array(SLOT_LENGTH * SLOTS_AT_START) };
}

/**
 * Where the slot of a text begins. One whose flags are 0 is empty and now the text's, if the flags are set; the next
 * call may move it.
 */
export function slotOfText(table: TextTable, fingerprint: string): number {
  if (table.count * SLOT_LENGTH >= SHARE_FULL_MAX * table.slots.length) grow(table);
  const isUsual = FINGERPRINT.test(fingerprint);
  const first = isUsual ? parseInt(fingerprint.slice(0, 8), 16) | 0 : hashText(fingerprint, 0);
  const second = isUsual ? parseInt(fingerprint.slice(8), 16) | 0 : hashText(fingerprint, SECOND_HALF);
  const slot = findSlot(table.slots, first, second);
  if (table.slots[slot + FLAGS] === 0) {
    table.slots[slot] = first;
    table.slots[slot + 1] = second;
  }
  return slot;
}

/** Fills the slot of a text that is not there yet; its flags must not be 0. */
export function fillText(table: TextTable, slot: number, number: number, flags: number): void {
  table.count += 1;
  table.slots[slot + NUMBER] = number;
  table.slots[slot + FLAGS] = flags;
}

function findSlot(slots: Int32Array, first: number, second: number): number {
  const mask = slots.length - 1;
  // The beginning of a fingerprint decides on the subset, and so may be alike in all texts that come here.
  let slot = ((first ^ second) * SLOT_LENGTH) & mask;
  while (slots[slot + FLAGS] !== 0) {
    if (slots[slot] === first && slots[slot + 1] === second) return slot;
    slot = (slot + SLOT_LENGTH) & mask;
  }
  return slot;
}

function grow(table: TextTable): void {
  const larger = new Int32Array(2 * table.slots.length);
  for (let at = 0; at < table.slots.length; at += SLOT_LENGTH) {
    if (table.slots[at + FLAGS] === 0) continue;
    const slot = findSlot(larger, table.slots[at] ?? 0, table.slots[at + 1] ?? 0);
    larger.set(table.slots.subarray(at, at + SLOT_LENGTH), slot);
  }
  table.slots = larger;
}
