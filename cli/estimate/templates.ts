/** The templates of an assembly, by the region that their stacks are deployed to. */
import { stackTemplates } from '../system/stacks.ts';
import type { Template } from '../system/template.ts';
import type { Regions } from './resources.ts';

/** The region of stacks that may be deployed to any. */
const ANY = 'any region';

/** The region of the first stack comes first. Nested stacks count where the stack around them does. */
export async function templatesByRegion(assembly: string): Promise<Regions> {
  const regions = new Map<string, Template[]>();
  for (const { region = ANY, template } of await stackTemplates(assembly)) {
    regions.set(region, [...(regions.get(region) ?? []), template]);
  }
  return regions;
}
