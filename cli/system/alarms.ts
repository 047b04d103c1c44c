import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { synthesize } from '../../infra/synthesize.ts';
import { assembliesDirectory } from '../places.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

/** Names of the alarms that the sound template of a stage deploys, without the stage's prefix. */
export async function soundAlarms(stage: string): Promise<readonly string[]> {
  const { assembly } = await synthesize({ stage, cacheDirectory: assembliesDirectory() });
  return alarmsOf(assembly, `evenkeel-${stage}-`);
}

async function alarmsOf(assembly: string, prefix: string): Promise<readonly string[]> {
  const files = (await readdir(assembly)).filter((file) => file.endsWith('.template.json'));
  const names: string[] = [];
  for (const file of files) {
    const { Resources } = Template.parse(JSON.parse(await readFile(join(assembly, file), 'utf8')));
    for (const { Type, Properties } of Object.values(Resources)) {
      const name = Properties?.['AlarmName'];
      if (Type === 'AWS::CloudWatch::Alarm' && typeof name === 'string') names.push(name.slice(prefix.length));
    }
  }
  return names.sort();
}
