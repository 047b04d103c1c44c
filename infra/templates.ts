import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A CloudFormation template as JSON: only what its readers here look at. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Answers the template to use instead; `stack` is its stack's name. */
export type MutateTemplate = (template: Template, stack: string) => Template;

const SUFFIX = '.template.json';

export async function mutateTemplates(assembly: string, mutate: MutateTemplate): Promise<void> {
  for (const name of (await readdir(assembly)).filter((file) => file.endsWith(SUFFIX))) {
    const file = join(assembly, name);
    const template = JSON.parse(await readFile(file, 'utf8')) as Template;
    await writeFile(file, JSON.stringify(mutate(template, name.slice(0, -SUFFIX.length)), undefined, 1));
  }
}
