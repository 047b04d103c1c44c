import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { usageFailure } from '../../failure.ts';
import { templatesOf } from '../app.ts';

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })).default({}),
});
const Code = z.object({ FunctionName: z.string(), Code: z.object({ S3Key: z.string() }) });

/**
 * The folder of a function's code in a cloud assembly.
 *
 * @throws CommandFailure exit 2 if no function has this name, or its code is inline
 */
export async function functionAsset(assembly: string, functionName: string): Promise<string> {
  const resources = (await templatesOf(assembly)).flatMap(({ Resources }) => Object.values(Resources));
  const found = resources
    .map(({ Properties }) => Code.safeParse(Properties).data)
    .find((code) => code?.FunctionName === functionName);
  const manifests = (await readdir(assembly)).filter((file) => file.endsWith('.assets.json'));
  for (const manifest of manifests) {
    const { files } = Assets.parse(JSON.parse(await readFile(join(assembly, manifest), 'utf8')));
    const path = files[found?.Code.S3Key.replace(/\.[^.]+$/, '') ?? '']?.source.path;
    if (path !== undefined) return join(assembly, path);
  }
  throw usageFailure(`${assembly} contains no code of a function ${functionName}`);
}
