/** The templates of an assembly, by the region that their stacks are deployed to. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stacksOf } from '../system/stacks.ts';
import { Template } from '../system/template.ts';
import type { Regions } from './resources.ts';

/** The region of stacks that may be deployed to any. */
const ANY = 'any region';

/** The region of the first stack comes first. Nested stacks count there, too, because the manifest does not list them. */
export async function templatesByRegion(assembly: string): Promise<Regions> {
  const [files, stacks] = await Promise.all([readdir(assembly), stacksOf(assembly)]);
  const regionOf = new Map(stacks.map(({ file, region = ANY }) => [file, region]));
  const regions = new Map([...regionOf.values()].map((region): [string, Template[]] => [region, []]));
  const [first = ANY] = regions.keys();
  for (const file of files.filter((each) => each.endsWith('.template.json'))) {
    const template = Template.parse(JSON.parse(await readFile(join(assembly, file), 'utf8')));
    regions.get(regionOf.get(file) ?? first)?.push(template);
  }
  return regions;
}
