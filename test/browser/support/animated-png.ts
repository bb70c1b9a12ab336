import { crc32 } from 'node:zlib';

export type Frame = {
  /** A whole PNG file. */
  readonly png: Buffer;
  /** How long it stands, in milliseconds, at most 65,535. */
  readonly milliseconds: number;
};

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * One animated PNG of these frames, which starts again at its end. Whoever knows no animation shows the first frame.
 * @throws when there is no frame, or when one differs from the first in size or kind of color
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animatePng(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png, milliseconds }) => ({ chunks: chunksOf(png), milliseconds }));
  const header = pictures[0]?.chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined) throw new Error('An animated PNG needs at least one frame, a PNG');
  let sequence = 0;
  const next = (): Buffer => uint32(sequence++);
  const body = pictures.flatMap(({ chunks, milliseconds }, at) => {
    if (!chunks.some(({ type, data }) => type === 'IHDR' && data.equals(header)))
      throw new Error(`Frame ${at + 1} differs from the first in size or kind of color`);
    const control = chunk('fcTL', next(), header.subarray(0, 8), uint32(0), uint32(0), delay(milliseconds));
    const data = chunks.filter(({ type }) => type === 'IDAT').map((one) => one.data);
    return [
      control,
      ...data.map((bytes) => (at === 0 ? chunk('IDAT', bytes) : chunk('fdAT', next(), bytes))),
    ];
  });
  const forEver = uint32(0);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('acTL', uint32(frames.length), forEver),
    ...body,
    chunk('IEND'),
  ]);
}

/** The time as a fraction of 1000, and that a frame replaces the one before it. */
function delay(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(milliseconds, 0);
  bytes.writeUInt16BE(1000, 2);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function chunk(type: string, ...data: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...data]);
  return Buffer.concat([uint32(body.length - 4), body, uint32(crc32(body))]);
}

/** What a PNG consists of, in order. @throws when it is no PNG. */
export function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('This is no PNG');
  const chunks = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}
