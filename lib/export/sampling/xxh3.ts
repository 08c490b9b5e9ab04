/**
 * XXH3 of 128 bits, without a seed, for inputs of 17 to 240 bytes: ids are 36.
 *
 * By the specification, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md; specs compare it with what
 * LangSmith's client computes. No library: those on WebAssembly (hash-wasm) are ready only some time after the first run
 * needs an answer, or lack the 128 bits (xxhash-wasm); xxh3-ts ships sources that do not compile in other people's projects.
 */
export const maxBytes = 240;

const prime64 = {
  one: 0x9e3779b185ebca87n,
  two: 0xc2b2ae3d27d4eb4fn,
  four: 0x85ebca77c2b2ae63n,
} as const;
const avalanchePrime = 0x165667919e3779f9n;
const mask = 2n ** 64n - 1n;

/** The default secret of the specification; what longer inputs need of it is left out. */
const secret = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
    'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3',
  'hex',
);

function avalanche(value: bigint): bigint {
  const mixed = ((value ^ (value >> 37n)) * avalanchePrime) & mask;
  return mixed ^ (mixed >> 32n);
}

/** The two halves of the product, folded to one. */
function fold(left: bigint, right: bigint): bigint {
  const product = left * right;
  return (product & mask) ^ (product >> 64n);
}

function mix16(data: Buffer, at: number, secretAt: number): bigint {
  const low = data.readBigUInt64LE(at) ^ secret.readBigUInt64LE(secretAt);
  const high = data.readBigUInt64LE(at + 8) ^ secret.readBigUInt64LE(secretAt + 8);
  return fold(low, high);
}

function sum16(data: Buffer, at: number): bigint {
  return (data.readBigUInt64LE(at) + data.readBigUInt64LE(at + 8)) & mask;
}

/** The state: two lanes of 64 bits. */
class Lanes {
  low: bigint;
  high = 0n;

  constructor(length: number) {
    this.low = (BigInt(length) * prime64.one) & mask;
  }

  mix(data: Buffer, first: number, second: number, secretAt: number): void {
    this.low = ((this.low + mix16(data, first, secretAt)) & mask) ^ sum16(data, second);
    this.high = ((this.high + mix16(data, second, secretAt + 16)) & mask) ^ sum16(data, first);
  }

  avalanche(): void {
    this.low = avalanche(this.low);
    this.high = avalanche(this.high);
  }

  digest(length: number): bigint {
    const low = avalanche((this.low + this.high) & mask);
    const high = (this.low * prime64.one + this.high * prime64.four + BigInt(length) * prime64.two) & mask;
    return ((-avalanche(high) & mask) << 64n) | low;
  }
}

/** @throws RangeError on inputs of other lengths. */
export function xxh3(data: Buffer): bigint {
  const { length } = data;
  if (length < 17 || length > maxBytes) throw new RangeError(`xxh3 takes 17 to ${maxBytes} bytes, and got ${length}.`);
  const lanes = new Lanes(length);
  if (length <= 128) {
    for (let index = (length - 1) >> 5; index >= 0; index--) {
      lanes.mix(data, 16 * index, length - 16 * (index + 1), 32 * index);
    }
  } else {
    for (let at = 0; at < 128; at += 32) lanes.mix(data, at, at + 16, at);
    lanes.avalanche();
    for (let at = 128; at + 32 <= length; at += 32) lanes.mix(data, at, at + 16, 3 + at - 128);
    lanes.mix(data, length - 16, length - 32, 103);
  }
  return lanes.digest(length);
}
