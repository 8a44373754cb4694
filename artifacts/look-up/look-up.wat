;; Looks up rows of a table of 8-bit integers, and writes them one after the other as 32-bit floats; look-up.ts holds this
;; file in binary, and test/artifacts/look-up.test.ts keeps both alike.
;;
;; Eight numbers are converted at a time. Where a row is no multiple of eight wide, what is written behind its end is
;; written over by the next row; behind the table, and behind what is written, must be room for eight numbers.
(module
  (import "serve" "memory" (memory 1))

  (func (export "lookUp")
    (param $table i32) (param $width i32) (param $places i32) (param $count i32) (param $into i32)
    (local $places_end i32) (local $from i32) (local $to i32) (local $eight v128)
    (local.set $places_end (i32.add (local.get $places) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next_place
        (br_if $done (i32.ge_u (local.get $places) (local.get $places_end)))
        (local.set $from
          (i32.add (local.get $table) (i32.mul (local.get $width) (i32.load (local.get $places)))))
        (local.set $to (local.get $into))
        (local.set $into (i32.add (local.get $into) (i32.shl (local.get $width) (i32.const 2))))
        (loop $next_eight
          (local.set $eight (v128.load8x8_s (local.get $from)))
          (v128.store (local.get $to)
            (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $eight))))
          (v128.store offset=16 (local.get $to)
            (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $eight))))
          (local.set $from (i32.add (local.get $from) (i32.const 8)))
          (local.set $to (i32.add (local.get $to) (i32.const 32)))
          (br_if $next_eight (i32.lt_u (local.get $to) (local.get $into))))
        (local.set $places (i32.add (local.get $places) (i32.const 4)))
        (br $next_place)))))
