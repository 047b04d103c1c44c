import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from './documents.ts';

const folder = join(root, 'examples', 'own-stores');

it('the guide to stores of your own shows the files of its example as they are', async () => {
  const guide = await readFile(join(root, 'docs', 'own-stores.md'), 'utf8');
  const named = new Map(
    [...guide.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [
      name,
      text,
    ]),
  );
  const manifest = /^```json\n(.*?)^```$/ms.exec(guide)?.[1];
  expect(manifest).toBe(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder, { recursive: true })).filter((file) =>
    /^(?!node_modules|cdk).*\.(?:ts|yaml)$/.test(file),
  );
  expect([...named.keys()].sort()).toEqual(files.sort());
  for (const [name, text] of named) expect(text).toBe(await readFile(join(folder, name), 'utf8'));
});
