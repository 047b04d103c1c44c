import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['chaos', 'reports', 'cli', 'loadtests'];
/** What the shop speaks of; `actions/checkout` is GitHub's. The harness may use the words in examples in comments. */
const NOUNS = /payment|warehouse|shipment|sku|stock|(?<!actions\/)checkout|commerce/i;

/** Without comments; a `//` after a colon or a quote belongs to a URL. */
const codeOf = (source: string): string =>
  source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?<![:'"`\\])\/\/.*$/gm, '');

async function sourcesIn(folder: string): Promise<string[]> {
  const files = await readdir(join(ROOT, folder), { recursive: true });
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist|runs)\//.test(file))
    .map((file) => join(folder, file));
}

describe.each(FOLDERS)('the sources in %s', (folder) => {
  it('do not name anything from a system that ships', async () => {
    const files = await sourcesIn(folder);
    expect(files.length).toBeGreaterThan(10);
    const found = await Promise.all(
      files.map(async (file) => {
        const lines = codeOf(await readFile(join(ROOT, file), 'utf8')).split('\n');
        return lines.filter((line) => NOUNS.test(line)).map((line) => `${file}: ${line.trim()}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  });
});
