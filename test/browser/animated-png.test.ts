import { crc32, deflateSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { animatePng, chunksOf } from './support/animated-png.ts';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of one gray pixel for each value, beside each other. */
function grayPng(...values: readonly number[]): Buffer {
  const header = Buffer.from([0, 0, 0, values.length, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, ...values]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const [black, white] = [grayPng(0, 0), grayPng(255, 255)];

test('the frames follow the first in order, numbered, each with its time', () => {
  const moving = animatePng([
    { png: black, milliseconds: 1500 },
    { png: white, milliseconds: 3000 },
  ]);
  const chunks = chunksOf(moving);
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND']);
  const controls = chunks.filter(({ type }) => type === 'fcTL').map(({ data }) => data);
  expect(controls.map((data) => [data.readUInt32BE(0), data.readUInt32BE(4), data.readUInt32BE(8)])).toEqual([
    [0, 2, 1],
    [1, 2, 1],
  ]);
  expect(controls.map((data) => data.readUInt16BE(20) / data.readUInt16BE(22))).toEqual([1.5, 3]);
  const second = chunks.find(({ type }) => type === 'fdAT')?.data;
  expect(second?.readUInt32BE(0)).toBe(2);
  expect(second?.subarray(4)).toEqual(chunksOf(white).find(({ type }) => type === 'IDAT')?.data);
});

test('each chunk ends with its checksum', () => {
  const moving = animatePng([{ png: black, milliseconds: 1 }]);
  let at = 8;
  for (const { data } of chunksOf(moving)) {
    expect(moving.readUInt32BE(at + 8 + data.length)).toBe(
      crc32(moving.subarray(at + 4, at + 8 + data.length)),
    );
    at += 12 + data.length;
  }
  expect(at).toBe(moving.length);
});

test('what cannot be joined is refused', () => {
  expect(() => animatePng([])).toThrow('at least one frame');
  expect(() => animatePng([{ png: Buffer.from('GIF89a'), milliseconds: 1 }])).toThrow('no PNG');
  const frames = [black, grayPng(0, 0, 0)].map((png) => ({ png, milliseconds: 1 }));
  expect(() => animatePng(frames)).toThrow('Frame 2 differs');
});
