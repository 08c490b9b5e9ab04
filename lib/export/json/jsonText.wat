;; Writes UTF-8 text as the inside of a JSON string: what `JSON.stringify` gives, without the quotes.
;;
;; Sixteen bytes at a time. All of them are copied; where one needs an escape, only those before it count, the escape follows,
;; and the next sixteen begin behind it. What is copied beyond the end of the text is not counted.
(module
  ;; Page 0: the hexadecimal digits, what follows the backslash for each control character, and from 64 on the text.
  ;; Pages 1 and 2: what is written.
  (memory (export "memory") 3)
  (data (i32.const 0) "0123456789abcdef")
  (data (i32.const 16) "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu")

  ;; Reads `$length` bytes at `$from`, writes to `$to`, and gives the place behind what is written.
  (func (export "escape") (param $from i32) (param $length i32) (param $to i32) (result i32)
    (local $end i32) (local $block v128) (local $plain i32) (local $byte i32) (local $letter i32)
    (local.set $end (i32.add (local.get $from) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $block (v128.load (local.get $from)))
        (v128.store (local.get $to) (local.get $block))
        ;; How many bytes come before the first control character, quote or backslash.
        (local.set $plain
          (i32.ctz (i32.or (i32.const 0x10000) (i8x16.bitmask
            (v128.or (i8x16.lt_u (local.get $block) (i8x16.splat (i32.const 0x20)))
            (v128.or (i8x16.eq (local.get $block) (i8x16.splat (i32.const 0x22)))
                     (i8x16.eq (local.get $block) (i8x16.splat (i32.const 0x5c)))))))))
        (local.set $from (i32.add (local.get $from) (local.get $plain)))
        (local.set $to (i32.add (local.get $to) (local.get $plain)))
        (br_if $next (i32.eq (local.get $plain) (i32.const 16)))
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))

        (local.set $byte (i32.load8_u (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $letter (local.get $byte))
        (if (i32.lt_u (local.get $byte) (i32.const 0x20))
          (then (local.set $letter (i32.load8_u offset=16 (local.get $byte)))))
        (i32.store8 (local.get $to) (i32.const 0x5c))
        (i32.store8 offset=1 (local.get $to) (local.get $letter))
        (local.set $to (i32.add (local.get $to) (i32.const 2)))
        ;; A `u` has four digits behind it, of which two are zeros.
        (br_if $next (i32.ne (local.get $letter) (i32.const 0x75)))
        (i32.store16 (local.get $to) (i32.const 0x3030))
        (i32.store8 offset=2 (local.get $to) (i32.load8_u (i32.shr_u (local.get $byte) (i32.const 4))))
        (i32.store8 offset=3 (local.get $to) (i32.load8_u (i32.and (local.get $byte) (i32.const 15))))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (br $next)))
    ;; Without what the last sixteen reached beyond the end.
    (i32.sub (local.get $to) (i32.sub (local.get $from) (local.get $end)))))
