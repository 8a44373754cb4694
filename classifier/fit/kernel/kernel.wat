;; The loops in which nearly all time of training is spent, four numbers at a time; plain.ts has them in TypeScript.
;; web-assembly.ts holds this file in binary; test/classifier/fit/kernel/kernel.test.ts keeps all three alike.
;;
;; Addresses, widths and strides are in bytes. A table is rows of 32-bit floats, each a multiple of four numbers wide, the
;; next `stride` behind it; where each number has an AdaGrad sum of its own, it lies `to_squares` behind it. An entry is
;; the number of a row and a factor.
(module
  (import "fit" "memory" (memory 1))

  ;; sums[i] += Σ factor × row[i] over the entries, in their order; four rows at a time, so that the sums are read and
  ;; written once for all of them, and the rows are fetched side by side.
  (func (export "score")
    (param $table i32) (param $stride i32) (param $width i32) (param $rows i32)
    (param $factors i32) (param $count i32) (param $sums i32)
    (local $rows_end i32) (local $row_at i32) (local $factor_at i32) (local $at i32)
    (local $row0 i32) (local $row1 i32) (local $row2 i32) (local $row3 i32)
    (local $factor0 v128) (local $factor1 v128) (local $factor2 v128) (local $factor3 v128)
    (local.set $row_at (local.get $rows))
    (local.set $factor_at (local.get $factors))
    (local.set $rows_end
      (i32.add (local.get $rows) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 2))))
    (block $fours_done
      (loop $next_four
        (br_if $fours_done (i32.ge_u (local.get $row_at) (local.get $rows_end)))
        (local.set $row0
          (i32.add
            (local.get $table)
            (i32.mul (local.get $stride) (i32.load (local.get $row_at)))))
        (local.set $factor0 (v128.load32_splat (local.get $factor_at)))
        (local.set $row1
          (i32.add
            (local.get $table)
            (i32.mul (local.get $stride) (i32.load offset=4 (local.get $row_at)))))
        (local.set $factor1 (v128.load32_splat offset=4 (local.get $factor_at)))
        (local.set $row2
          (i32.add
            (local.get $table)
            (i32.mul (local.get $stride) (i32.load offset=8 (local.get $row_at)))))
        (local.set $factor2 (v128.load32_splat offset=8 (local.get $factor_at)))
        (local.set $row3
          (i32.add
            (local.get $table)
            (i32.mul (local.get $stride) (i32.load offset=12 (local.get $row_at)))))
        (local.set $factor3 (v128.load32_splat offset=12 (local.get $factor_at)))
        (local.set $at (i32.const 0))
        (loop $next_numbers
          (v128.store (i32.add (local.get $sums) (local.get $at))
            (f32x4.add
              (f32x4.add
                (f32x4.add
                  (f32x4.add
                    (v128.load (i32.add (local.get $sums) (local.get $at)))
                    (f32x4.mul (local.get $factor0) (v128.load (i32.add (local.get $row0) (local.get $at)))))
                  (f32x4.mul (local.get $factor1) (v128.load (i32.add (local.get $row1) (local.get $at)))))
                (f32x4.mul (local.get $factor2) (v128.load (i32.add (local.get $row2) (local.get $at)))))
              (f32x4.mul (local.get $factor3) (v128.load (i32.add (local.get $row3) (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $next_numbers (i32.lt_u (local.get $at) (local.get $width))))
        (local.set $row_at (i32.add (local.get $row_at) (i32.const 16)))
        (local.set $factor_at (i32.add (local.get $factor_at) (i32.const 16)))
        (br $next_four)))
    (local.set $rows_end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next_entry
        (br_if $done (i32.ge_u (local.get $row_at) (local.get $rows_end)))
        (local.set $row0
          (i32.add (local.get $table) (i32.mul (local.get $stride) (i32.load (local.get $row_at)))))
        (local.set $factor0 (v128.load32_splat (local.get $factor_at)))
        (local.set $at (i32.const 0))
        (loop $next_numbers
          (v128.store (i32.add (local.get $sums) (local.get $at))
            (f32x4.add
              (v128.load (i32.add (local.get $sums) (local.get $at)))
              (f32x4.mul (local.get $factor0) (v128.load (i32.add (local.get $row0) (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $next_numbers (i32.lt_u (local.get $at) (local.get $width))))
        (local.set $row_at (i32.add (local.get $row_at) (i32.const 4)))
        (local.set $factor_at (i32.add (local.get $factor_at) (i32.const 4)))
        (br $next_entry))))

  ;; row[i] += factor × vector[i] for each entry.
  (func (export "add")
    (param $table i32) (param $stride i32) (param $width i32) (param $rows i32)
    (param $factors i32) (param $count i32) (param $vector i32)
    (local $entry i32) (local $row i32) (local $at i32) (local $factor v128)
    (block $done
      (loop $next_entry
        (br_if $done (i32.ge_u (local.get $entry) (local.get $count)))
        (local.set $row
          (i32.add
            (local.get $table)
            (i32.mul
              (local.get $stride)
              (i32.load (i32.add (local.get $rows) (i32.shl (local.get $entry) (i32.const 2)))))))
        (local.set $factor
          (v128.load32_splat (i32.add (local.get $factors) (i32.shl (local.get $entry) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $next_numbers
          (v128.store (i32.add (local.get $row) (local.get $at))
            (f32x4.add
              (v128.load (i32.add (local.get $row) (local.get $at)))
              (f32x4.mul (local.get $factor) (v128.load (i32.add (local.get $vector) (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $next_numbers (i32.lt_u (local.get $at) (local.get $width))))
        (local.set $entry (i32.add (local.get $entry) (i32.const 1)))
        (br $next_entry))))

  ;; products[r] = Σ row r [i] × vector[i], for the first rows of a table; in four sums, which are added up one by one.
  (func (export "multiply")
    (param $table i32) (param $stride i32) (param $width i32)
    (param $count i32) (param $vector i32) (param $products i32)
    (local $row i32) (local $at i32) (local $sums v128)
    (block $done
      (loop $next_row
        (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
        (local.set $sums (v128.const f32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $next_numbers
          (local.set $sums
            (f32x4.add
              (local.get $sums)
              (f32x4.mul
                (v128.load (i32.add (local.get $table) (local.get $at)))
                (v128.load (i32.add (local.get $vector) (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $next_numbers (i32.lt_u (local.get $at) (local.get $width))))
        (f32.store (i32.add (local.get $products) (i32.shl (local.get $row) (i32.const 2)))
          (f32.add
            (f32.add
              (f32.add (f32x4.extract_lane 0 (local.get $sums)) (f32x4.extract_lane 1 (local.get $sums)))
              (f32x4.extract_lane 2 (local.get $sums)))
            (f32x4.extract_lane 3 (local.get $sums))))
        (local.set $table (i32.add (local.get $table) (local.get $stride)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $next_row))))

  ;; For each entry, and each group of four numbers that is listed by its place in the row:
  ;; gradient = factor × gradients[i]; squares[i] += gradient²; row[i] -= rate × gradient / √squares[i].
  (func (export "move")
    (param $table i32) (param $stride i32) (param $rows i32) (param $factors i32) (param $count i32)
    (param $gradients i32) (param $groups i32) (param $group_count i32) (param $to_squares i32) (param $rate f32)
    (local $entry i32) (local $row i32) (local $group i32) (local $at i32) (local $squares_at i32)
    (local $factor v128) (local $gradient v128) (local $squares v128) (local $rates v128)
    (local.set $rates (f32x4.splat (local.get $rate)))
    (block $done
      (loop $next_entry
        (br_if $done (i32.ge_u (local.get $entry) (local.get $count)))
        (local.set $row
          (i32.add
            (local.get $table)
            (i32.mul
              (local.get $stride)
              (i32.load (i32.add (local.get $rows) (i32.shl (local.get $entry) (i32.const 2)))))))
        (local.set $factor
          (v128.load32_splat (i32.add (local.get $factors) (i32.shl (local.get $entry) (i32.const 2)))))
        (local.set $group (i32.const 0))
        (block $row_done
          (loop $next_group
            (br_if $row_done (i32.ge_u (local.get $group) (local.get $group_count)))
            (local.set $at (i32.load (i32.add (local.get $groups) (i32.shl (local.get $group) (i32.const 2)))))
            (local.set $gradient
              (f32x4.mul (local.get $factor) (v128.load (i32.add (local.get $gradients) (local.get $at)))))
            (local.set $at (i32.add (local.get $row) (local.get $at)))
            (local.set $squares_at (i32.add (local.get $at) (local.get $to_squares)))
            (local.set $squares
              (f32x4.add
                (v128.load (local.get $squares_at))
                (f32x4.mul (local.get $gradient) (local.get $gradient))))
            (v128.store (local.get $squares_at) (local.get $squares))
            (v128.store (local.get $at)
              (f32x4.sub
                (v128.load (local.get $at))
                (f32x4.div
                  (f32x4.mul (local.get $rates) (local.get $gradient))
                  (f32x4.sqrt (local.get $squares)))))
            (local.set $group (i32.add (local.get $group) (i32.const 1)))
            (br $next_group)))
        (local.set $entry (i32.add (local.get $entry) (i32.const 1)))
        (br $next_entry)))))
