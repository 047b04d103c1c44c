import type { ViewProblem } from '../../engine/index.ts';
import type { Format } from './format.ts';
import { type MappedFile, membersOf } from './row.ts';
import type { FileSource } from './source.ts';

/** Checks that the file exists, and that its header names every column that the view reads. */
export async function inspectFile(
  name: string,
  mapped: MappedFile,
  source: FileSource,
  format: Format,
): Promise<ViewProblem[]> {
  let header: readonly string[] | undefined;
  try {
    header = await format.header((await source.head()).text);
  } catch (error) {
    return [{ path: `${name}.file`, message: error instanceof Error ? error.message : String(error) }];
  }
  if (header === undefined) return [];
  const names = header;
  return membersOf(mapped).flatMap(([place, member]) => {
    const first = names.indexOf(member);
    if (first >= 0 && first === names.lastIndexOf(member)) return [];
    const message =
      first < 0
        ? `${source.shown} has no column ${member}; its first line names ${names.join(', ') || 'none'}`
        : `the first line of ${source.shown} names the column ${member} twice; name each once`;
    return [{ path: `${name}.${place}`, message }];
  });
}
