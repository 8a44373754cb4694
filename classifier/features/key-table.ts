/**
 * An open-addressing hash table from 48-bit keys to the numbers 0, 1, 2… in the order in which keys were added. Linear
 * probing; at most three quarters full. All that is known of a key lies together, so that a look-up costs one visit to
 * memory.
 */
export interface KeyTable {
  count: number;
  /**
   * Per slot: number of its key + 1 (0 if there is none), its first 32 bits, its last 16, and 32 for the user's own
   * use.
   */
  slots: Int32Array;
}

/** What findKey() answers for a key that is not in the table. */
export const ABSENT = -1;

/** Where in `slots` a slot keeps the 32 bits of its user, counted from its beginning. */
export const SPARE = 3;

const SLOT_LENGTH = 4;
/** Fuller, a search would pass over many slots; emptier, fewer of them would stay in the processor's cache. */
const SHARE_FULL_MAX = 0.75;
const LAST_BITS_MASK = 0xffff;

/** An empty KeyTable with room for `capacity` keys; it grows when more come. */
export function createKeyTable(capacity: number): KeyTable {
  const slotCount = 2 ** Math.ceil(Math.log2(Math.max(4, capacity / SHARE_FULL_MAX)));
  return { count: 0, slots: new Int32Array(SLOT_LENGTH * slotCount) };
}

/** The number of a key, or ABSENT. Of `second`, the second half of the key, the lowest 16 bits count. */
export function findKey(table: KeyTable, first: number, second: number): number {
  return (table.slots[findSlot(table.slots, first, second)] ?? 0) - 1;
}

/** The number of a key, which is added where it is not there. Of `second`, the lowest 16 bits count. */
export function addKey(table: KeyTable, first: number, second: number): number {
  const slot = findSlot(table.slots, first, second);
  const known = (table.slots[slot] ?? 0) - 1;
  if (known !== ABSENT) return known;
  if (table.count * SLOT_LENGTH >= SHARE_FULL_MAX * table.slots.length) {
    growTable(table);
    return addKey(table, first, second);
  }
  fillSlot(table, slot, first, second);
  return table.count - 1;
}

/** Puts a key into the slot that findSlot() has found for it, which is empty; the table must have room for it. */
export function fillSlot(table: KeyTable, slot: number, first: number, second: number): void {
  table.count += 1;
  table.slots[slot] = table.count;
  table.slots[slot + 1] = first;
  table.slots[slot + 2] = second & LAST_BITS_MASK;
}

/**
 * Where in `slots` the slot of a key begins. Its first number is 0 where the key is not there, but would be put there.
 */
export function findSlot(slots: Int32Array, first: number, second: number): number {
  const mask = slots.length - 1;
  const last = second & LAST_BITS_MASK;
  let slot = (first * SLOT_LENGTH) & mask;
  while (slots[slot] !== 0) {
    if (slots[slot + 1] === first && slots[slot + 2] === last) return slot;
    slot = (slot + SLOT_LENGTH) & mask;
  }
  return slot;
}

/** How many slots findSlot() passes over before it comes to this slot, which it has found for the key. */
export function slotsPassed(slots: Int32Array, first: number, slot: number): number {
  return ((slot - first * SLOT_LENGTH) & (slots.length - 1)) / SLOT_LENGTH;
}

/** Both halves of all keys, by number; of the second half 16 bits. */
export function listKeys({ count, slots }: KeyTable): { first: Int32Array; second: Uint16Array } {
  const keys = { first: new Int32Array(count), second: new Uint16Array(count) };
  for (let slot = 0; slot < slots.length; slot += SLOT_LENGTH) {
    const number = (slots[slot] ?? 0) - 1;
    if (number === ABSENT) continue;
    keys.first[number] = slots[slot + 1] ?? 0;
    keys.second[number] = slots[slot + 2] ?? 0;
  }
  return keys;
}

function growTable(table: KeyTable): void {
  const { first, second } = listKeys(table);
  const larger = createKeyTable(table.count * 2);
  for (let number = 0; number < table.count; number += 1) addKey(larger, first[number] ?? 0, second[number] ?? 0);
  Object.assign(table, larger);
}
