/**
 * An open-addressing hash table from 64-bit keys to the numbers 0, 1, 2… in the order in which keys were added.
 * Linear probing; at most half full.
 */
export interface KeyTable {
  count: number;
  /** The halves of key i. */
  firstHalves: Int32Array;
  secondHalves: Int32Array;
  /** Per slot: the number of the key that lies there + 1 (0 if none), and the first half of that key. */
  slots: Int32Array;
}

/** Number of a key that is not in the table. */
export const ABSENT = -1;

/** An empty table with room for `capacity` keys; it grows when more come. */
export function createKeyTable(capacity: number): KeyTable {
  const slotCount = 2 ** Math.ceil(Math.log2(Math.max(4, capacity * 2)));
  const room = slotCount / 2;
  return {
    count: 0,
    firstHalves: new Int32Array(room),
    secondHalves: new Int32Array(room),
    slots: new Int32Array(2 * slotCount),
  };
}

/** The number of a key, or ABSENT. */
export function findKey(table: KeyTable, first: number, second: number): number {
  return (table.slots[findSlot(table, first, second)] ?? 0) - 1;
}

/** The number of a key, which is added if it is not there. */
export function addKey(table: KeyTable, first: number, second: number): number {
  const slot = findSlot(table, first, second);
  const known = (table.slots[slot] ?? 0) - 1;
  if (known !== ABSENT) return known;
  if (table.count === table.firstHalves.length) {
    growTable(table);
    return addKey(table, first, second);
  }
  const number = table.count;
  table.firstHalves[number] = first;
  table.secondHalves[number] = second;
  table.slots[slot] = number + 1;
  table.slots[slot + 1] = first;
  table.count += 1;
  return number;
}

/** The index in `slots` where the key lies, or where it would be put. */
function findSlot(table: KeyTable, first: number, second: number): number {
  const { slots, secondHalves } = table;
  const mask = slots.length - 1;
  let slot = (first << 1) & mask;
  for (;;) {
    const entry = slots[slot] ?? 0;
    if (entry === 0) return slot;
    if (slots[slot + 1] === first && secondHalves[entry - 1] === second) return slot;
    slot = (slot + 2) & mask;
  }
}

function growTable(table: KeyTable): void {
  const larger = createKeyTable(table.firstHalves.length * 2);
  for (let number = 0; number < table.count; number += 1) {
    addKey(larger, table.firstHalves[number] ?? 0, table.secondHalves[number] ?? 0);
  }
  Object.assign(table, larger);
}
