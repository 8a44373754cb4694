/** Rows of numbers as 8-bit integers: row[i] ≈ integers[i] × scale of the row. */
export interface QuantizedRows {
  integers: Int8Array;
  scales: Float32Array;
}

/** Rounds each row of a table to integers from -127 to 127; the largest number of a row becomes ±127. */
export function quantizeRows(table: Float32Array, width: number): QuantizedRows {
  const rowCount = table.length / width;
  const integers = new Int8Array(rowCount * width);
  const scales = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const numbers = table.subarray(row * width, (row + 1) * width);
    const scale = Math.fround(numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0) / 127);
    scales[row] = scale;
    if (scale === 0) continue;
    for (let column = 0; column < width; column += 1) {
      integers[row * width + column] = Math.round((numbers[column] ?? 0) / scale);
    }
  }
  return { integers, scales };
}

/** The table that these integers stand for. */
export function restoreRows({ integers, scales }: QuantizedRows): Float32Array {
  const width = scales.length === 0 ? 0 : integers.length / scales.length;
  return Float32Array.from(integers, (integer, at) => integer * (scales[Math.floor(at / width)] ?? 0));
}
