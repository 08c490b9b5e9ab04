import { random } from 'nanoid';

/** 12 bits after the version and 6 after the variant count the runs of one millisecond (RFC 9562 §6.2, method 1). */
const sequenceBits = 18;
const sequenceMask = (1 << sequenceBits) - 1;

let lastMillisecond = 0;
let sequence = 0;

/**
 * The number of a run among those that started in its millisecond, so that ids made later still sort by start. It starts
 * again only at a newer millisecond: traces of two clocks, and start times that were passed in, may take turns.
 */
export function nextSequence(startTime: number): number {
  const millisecond = Math.floor(startTime);
  if (millisecond > lastMillisecond) {
    lastMillisecond = millisecond;
    sequence = 0;
  } else sequence = (sequence + 1) & sequenceMask;
  return sequence;
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
// nanoid keeps 128 times this in reserve, and `getRandomValues` gives at most 65,536 bytes at once.
const poolBytes = 512;
let pool = '';
let poolOffset = 0;

/** Random hexadecimal digits out of a pool: asking for randomness costs far more than the digits do. */
export function randomHex(digits: number): string {
  if (poolOffset + digits > pool.length) {
    pool = '';
    for (const byte of random(poolBytes)) pool += hexOfByte[byte] ?? '00';
    poolOffset = 0;
  }
  return pool.slice(poolOffset, (poolOffset += digits));
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

let timeMillisecond = NaN;
let timeDigits = '';

/** The digits of a time that many runs share: numbers above 32 bits are slow to write. */
function hexTime(millisecond: number): string {
  if (millisecond !== timeMillisecond) {
    timeMillisecond = millisecond;
    timeDigits = hex(millisecond, 12);
  }
  return timeDigits;
}

/**
 * A UUIDv7 (https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7) of a start time and a sequence number: ids of one
 * process sort in the order in which their runs started, also within one microsecond.
 */
export function uuid7(startTime: number, runSequence: number): string {
  const time = hexTime(Math.floor(startTime));
  const high = hex(runSequence >> 6, 3);
  const low = hex(0x80 | (runSequence & 0x3f), 2);
  const tail = randomHex(14);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID of any version. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** 32 hexadecimal digits with the dashes of a UUID. */
export function dashed(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

export function undashed(uuid: string): string {
  return uuid.replaceAll('-', '');
}
