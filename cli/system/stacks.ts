/** The stacks of a cloud assembly, by its manifest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      /** `aws://<account>/<region>` of a stack. */
      environment: z.string().default(''),
      properties: z.object({ templateFile: z.string(), stackName: z.string() }).partial().default({}),
    }),
  ),
});

export interface AssemblyStack {
  readonly name: string;
  /** Undefined if the stack may be deployed to any region. */
  readonly region: string | undefined;
  /** Its template, in the assembly's folder. */
  readonly file: string;
}

/** @throws Error if the folder has no manifest */
export async function stacksOf(assembly: string): Promise<readonly AssemblyStack[]> {
  const { artifacts } = Manifest.parse(JSON.parse(await readFile(join(assembly, 'manifest.json'), 'utf8')));
  return Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { environment, properties }]) => {
      const { templateFile: file = `${id}.template.json`, stackName: name = id } = properties;
      const region = environment.split('/').at(-1) ?? '';
      return { name, region: /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? region : undefined, file };
    });
}
