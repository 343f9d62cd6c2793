import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const bundled = path.resolve(
  import.meta.dirname,
  `../../node_modules/node-${process.platform}-${process.arch}/bin/node`,
);

/** The shared libraries that an ELF file for 64 bits names (System V ABI, chapter 5: entries DT_NEEDED of the dynamic section). */
function librariesOf(file: Buffer): string[] {
  const number = (at: number) => Number(file.readBigUInt64LE(at));
  const segments = Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = number(32) + index * file.readUInt16LE(54);
    return {
      type: file.readUInt32LE(at),
      offset: number(at + 8),
      address: number(at + 16),
      size: number(at + 32),
    };
  });
  const dynamic = segments.find(({ type }) => type === 2) ?? expect.fail('no dynamic section');
  const entries = Array.from({ length: dynamic.size / 16 }, (_, index) => {
    const at = dynamic.offset + index * 16;
    return { tag: number(at), value: number(at + 8) };
  });
  const names = entries.find(({ tag }) => tag === 5) ?? expect.fail('no table of strings');
  const home = segments.find(
    ({ type, address, size }) => type === 1 && names.value >= address && names.value < address + size,
  );
  const start = home ? home.offset + names.value - home.address : expect.fail('the strings lie nowhere');
  return entries
    .filter(({ tag }) => tag === 1)
    .map(({ value }) => file.toString('latin1', start + value, file.indexOf(0, start + value)));
}

test.runIf(process.platform === 'linux' && existsSync(bundled))(
  'the Node that comes along needs no library that a machine with Node 20 may lack',
  () => {
    const libraries = librariesOf(readFileSync(bundled)).filter((name) => !name.startsWith('ld-linux'));
    expect(libraries).toContain('libc.so.6');
    const ofNode20 = [
      'libdl.so.2',
      'libstdc++.so.6',
      'libm.so.6',
      'libgcc_s.so.1',
      'libpthread.so.0',
      'libc.so.6',
    ];
    expect(libraries.filter((name) => !ofNode20.includes(name))).toEqual([]);
  },
);
