/** The project that a guide shows, file by file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes the code blocks of a text to the files that their first lines name, and the JSON block to `package.json`. */
export async function writeBlocks(text: string, folder: string): Promise<void> {
  const named = [...text.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms)];
  const manifest = /^```json\n(.*?)^```$/ms.exec(text)?.[1] ?? '{"type":"module"}';
  for (const [file, block] of [
    ['package.json', manifest],
    ...named.map(([, name = '', block = '']) => [name, block]),
  ]) {
    const path = join(folder, file ?? '');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, block ?? '');
  }
}
