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
  const has = new Set(header);
  return membersOf(mapped)
    .filter(([, member]) => !has.has(member))
    .map(([place, member]) => ({
      path: `${name}.${place}`,
      message: `${source.shown} has no column ${member}; its first line names ${header.join(', ') || 'none'}`,
    }));
}
