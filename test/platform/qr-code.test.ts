import jsQr from 'jsqr';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { qrCodeOf } from '../../src/platform/qr-code.ts';

test('another reader finds the very link in the PNG, and the SVG loads and runs nothing', async () => {
  const link = 'https://hk.wenjin.example/share#WJ7K9-0M2QX-4T6VB-8Z1HN';
  const { svg, png } = await qrCodeOf(link);
  const { data, width, height } = PNG.sync.read(Buffer.from(png, 'base64'));
  expect(jsQr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(link);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).not.toMatch(/<script|href|url\(/);
});
