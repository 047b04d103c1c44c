import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, exists, linksOf, pathsNamedIn, readDocuments, root } from './documents.ts';

const documents = await readDocuments();
const anchors = new Map(documents.map((document) => [document.path, anchorsOf(document)]));

/** The scripts of the repository and of the examples. */
async function scripts(): Promise<string[]> {
  const files = ['package.json', 'examples/bookings/package.json', 'examples/own-stores/package.json'];
  const packages = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return packages.flatMap((text) => Object.keys((JSON.parse(text) as { scripts: object }).scripts));
}

it('finds the documents', () => {
  expect(documents.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/chaos.md', 'docs/decisions/README.md', 'examples/bookings/README.md']),
  );
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(50);
});

describe.each(documents)('$path', (document) => {
  it('links to files and headings that exist', () => {
    const broken = linksOf(document).filter(
      ({ path, anchor }) => !exists(path) || (anchor !== undefined && !anchors.get(path)?.includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('names files and folders that exist', () => {
    expect(pathsNamedIn(document).filter((path) => !exists(path))).toEqual([]);
  });

  it('names npm scripts that exist', async () => {
    const known = await scripts();
    const named = [...document.text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !known.includes(script))).toEqual([]);
  });
});
