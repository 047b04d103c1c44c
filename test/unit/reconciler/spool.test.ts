import { readdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SpoolRecord } from '../../../reconciler/index.ts';
import { fileSpool } from '../../../reconciler/spool/index.ts';

describe('the spool in files', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function throughSpool(parts: number, writes: readonly (readonly [number, SpoolRecord])[]) {
    const scratch = await fileSpool(directory).open(parts);
    try {
      for (const [part, record] of writes) await scratch.write(part, record);
      const read: SpoolRecord[][] = [];
      for (let part = 0; part < parts; part += 1) {
        const records: SpoolRecord[] = [];
        for await (const batch of scratch.read(part)) records.push(...batch);
        read.push(records);
      }
      return read;
    } finally {
      await scratch.close();
    }
  }

  it('returns what was written, part by part and in order, for any strings', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        fc.constantFrom('\t', '\n', '\\', '\uD800'),
      ),
    });
    const write = fc.tuple(fc.nat({ max: 2 }), fc.array(text, { minLength: 1, maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 30 }), async (writes) => {
        const expected = [0, 1, 2].map((part) => writes.flatMap(([to, record]) => (to === part ? [record] : [])));
        expect(await throughSpool(3, writes)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the order of records that are larger than a buffer, and of more records than its buffers hold', async () => {
    const records = Array.from(
      { length: 600 },
      (_, at): SpoolRecord => [`${at}`, 'é'.repeat(at % 100 === 7 ? 120_000 : 500)],
    );
    expect(
      await throughSpool(
        2,
        records.map((record, at) => [at % 2, record] as const),
      ),
    ).toEqual([records.filter((_, at) => at % 2 === 0), records.filter((_, at) => at % 2 === 1)]);
  });

  it('leaves nothing behind', async () => {
    await throughSpool(1, [[0, ['a']]]);
    expect(await readdir(directory)).toEqual([]);
  });
});
