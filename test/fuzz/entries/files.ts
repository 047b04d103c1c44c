import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvView, ndjsonView, type Reading, StoreReadError, type View } from '../../../reconciler/index.ts';
import { fuzz } from '../fuzz.ts';
import { mutatedText } from '../hostile.ts';

const OPTIONS = {
  name: 'things',
  key: 'thing',
  fields: { title: 'text', count: 'integer', price: 'decimal', active: 'boolean', seen: 'timestamp' },
  version: 'version',
} as const;

const ROWS = Array.from({ length: 5 }, (_, index) => ({
  thing: `t-${index}`,
  title: `a "quoted", long title ${index}`,
  count: index,
  price: 1.5,
  active: index % 2 === 0,
  seen: '2026-01-31T10:00:00Z',
  version: index,
}));
const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
const CSV = [Object.keys(ROWS[0]!).join(','), ...ROWS.map((row) => Object.values(row).map(cell).join(',')), ''].join(
  '\n',
);
const NDJSON = ROWS.map((row) => `${JSON.stringify(row)}\n`).join('');

/** The text in UTF-8, or in an encoding that leaves bytes which are not UTF-8. */
const bytesLike = (text: string): fc.Arbitrary<Buffer> =>
  fc
    .tuple(mutatedText(text), fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'latin1', 'utf16le'))
    .map(([changed, encoding]) => Buffer.from(changed, encoding));

const FORMATS = [
  ['CSV', CSV, (file: string): View => csvView({ ...OPTIONS, file })],
  ['NDJSON', NDJSON, (file: string): View => ndjsonView({ ...OPTIONS, file })],
] as const;

export function filesTake(count: number, timeout: number): void {
  describe('stores that are files', () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'evenkeel-fuzz-'));
    });
    afterAll(() => rm(directory, { recursive: true }));

    it.each(FORMATS)(
      `are read, or refused by name: ${count} malformed files of %s`,
      async (_format, text, viewOf) => {
        const file = join(directory, 'things');
        const view = viewOf(file);
        const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
        await fuzz(bytesLike(text), count, async (bytes) => {
          await writeFile(file, bytes);
          const keys: string[] = [];
          try {
            for await (const { key } of view.scan(reading)) keys.push(key);
            expect([...(await view.read(keys, reading)).keys()].sort()).toEqual([...new Set(keys)].sort());
            await view.inspect?.(reading);
          } catch (error) {
            expect(error).toBeInstanceOf(StoreReadError);
            expect((error as Error).message).toContain('things');
          }
          expect(bytes.equals(await readFile(file))).toBe(true);
        });
      },
      timeout,
    );
  });
}
