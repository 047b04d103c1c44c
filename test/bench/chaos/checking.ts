/** How long `evenkeel chaos check` takes to judge a large run, measured over the whole process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { loadSystem } from '../../../cli/system/definition.ts';
import { shippedDefinition } from '../../../cli/system/shipped.ts';
import type { Figure } from '../figure.ts';
import { writeLargeRun } from './large-run.ts';

const COMMAND = fileURLToPath(new URL('../../../cli/bin/evenkeel.js', import.meta.url));
const OPERATIONS = 100_000;
const GOAL_SECONDS = 10;
const GOAL_MEGABYTES = 512;

export async function checking(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-run-'));
  try {
    const events = await writeLargeRun(directory, OPERATIONS, await loadSystem(await shippedDefinition()));
    const { seconds, megabytes } = await check(directory);
    const name = `check ${OPERATIONS / 1000}k operations, ${Math.round(events / 1000)}k events`;
    return [
      { name: `${name}: time`, value: seconds, unit: 's', goal: GOAL_SECONDS },
      { name: `${name}: peak RSS`, value: megabytes, unit: 'MB', goal: GOAL_MEGABYTES },
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function check(directory: string): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const peak = join(directory, 'peak');
  const began = performance.now();
  const { stdout, exitCode } = await x('node', ['--import', noteOfPeak(peak), COMMAND, 'chaos', 'check', directory]);
  const seconds = (performance.now() - began) / 1000;
  if (exitCode !== 0) throw new Error(`the run that was made to pass does not:\n${stdout}`);
  return { seconds, megabytes: Number(await readFile(peak, 'utf8')) / 1024 };
}

/** A module that writes the process's largest resident set, in KiB, as it exits. */
function noteOfPeak(file: string): string {
  const source = `import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
