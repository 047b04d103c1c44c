import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readElements } from '../../../../chaos/evidence/elements.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elements-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(text: string): Promise<{ elements: unknown[]; rest: unknown }> {
  const path = join(folder, 'document.json');
  await writeFile(path, text);
  const elements: unknown[] = [];
  const rest = await readElements(path, 'sagas', (element) => elements.push(JSON.parse(element)));
  return { elements, rest: JSON.parse(rest) };
}

describe('reading the elements of an array in a document', () => {
  it('finds every element, whatever else the document and the elements contain', async () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const others = fc.dictionary(
      fc.string().filter((key) => key !== 'sagas' && key !== '__proto__'),
      value,
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(others, fc.array(value), others, fc.integer({ min: 0, max: 3 }), async (a, sagas, b, indent) => {
        const text = JSON.stringify({ ...a, sagas, ...b }, null, indent);
        const document = JSON.parse(text) as { sagas: unknown[] };
        expect(await read(text)).toEqual({ elements: document.sagas, rest: { ...document, sagas: [] } });
      }),
      { numRuns: 200 },
    );
  });

  it('handles elements larger than a chunk, and chunks that end in the middle of a character', async () => {
    const sagas = Array.from({ length: 3000 }, (_, index) => ({ key: index, text: `é€😀"\\[{`.repeat(100) }));
    expect(await read(JSON.stringify({ version: 1, sagas }))).toEqual({
      elements: sagas,
      rest: { version: 1, sagas: [] },
    });
  });

  it.each(['{"sagas":[{"a":1},', '{"sagas":[1,2]', '{"sagas":["a'])(
    'fails when the text is cut short: %s',
    async (text) => {
      await expect(read(text)).rejects.toThrow('it is not JSON, or was cut short');
    },
  );
});
