import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The parts of a CloudFormation template that are used here.
 *
 * @internal
 */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Returns the template to use instead; `stack` is the stack's name. */
export type MutateTemplate = (template: Template, stack: string) => Template;

const SUFFIX = '.template.json';

/** Rewrites every template of an assembly. */
export async function mutateTemplates(assembly: string, mutate: MutateTemplate): Promise<void> {
  for (const name of (await readdir(assembly)).filter((file) => file.endsWith(SUFFIX))) {
    const file = join(assembly, name);
    const template = JSON.parse(await readFile(file, 'utf8')) as Template;
    await writeFile(file, JSON.stringify(mutate(template, name.slice(0, -SUFFIX.length)), undefined, 1));
  }
}
