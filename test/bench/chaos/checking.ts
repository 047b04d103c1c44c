/**
 * How long `evenkeel chaos check` takes to judge a large run, measured over the whole process. The floor is a bare
 * Node.js that parses each line of the run's files, and keeps the rows of one snapshot by view and key.
 */
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
/** As multiples of the floor. */
const MAX_TIME = 3.5;
const MAX_MEMORY = 1.8;

export async function checking(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-run-'));
  try {
    const events = await writeLargeRun(directory, OPERATIONS, await loadSystem(await shippedDefinition()));
    const floor = await measure(directory, ['--input-type=module', '--eval', PARSE_ALL, directory]);
    const check = await measure(directory, [COMMAND, 'chaos', 'check', directory]);
    const name = `check ${OPERATIONS / 1000}k operations, ${Math.round(events / 1000)}k events`;
    return [
      { name: `${name}: time`, value: check.seconds, floor: floor.seconds, unit: 's', goal: MAX_TIME, of: 'floor' },
      {
        name: `${name}: peak RSS`,
        value: check.megabytes,
        floor: floor.megabytes,
        unit: 'MB',
        goal: MAX_MEMORY,
        of: 'floor',
      },
    ];
  } finally {
    await rm(directory, { recursive: true });
    await rm(`${directory}-peak`, { force: true });
  }
}

/** Runs a Node.js process and expects it to succeed. */
async function measure(
  directory: string,
  command: readonly string[],
): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const peak = `${directory}-peak`;
  const began = performance.now();
  const { stdout, stderr, exitCode } = await x('node', ['--import', noteOfPeak(peak), ...command]);
  const seconds = (performance.now() - began) / 1000;
  if (exitCode !== 0) throw new Error(`the run that was made to pass does not:\n${stdout}${stderr}`);
  return { seconds, megabytes: Number(await readFile(peak, 'utf8')) / 1024 };
}

/** The floor, without evenkeel. */
const PARSE_ALL = `
  import { createReadStream, readdirSync } from 'node:fs';
  import { join } from 'node:path';
  import { createInterface } from 'node:readline';
  const directory = process.argv.at(-1);
  const kept = new Map();
  for (const file of readdirSync(directory, { recursive: true })) {
    if (!file.endsWith('.ndjson')) continue;
    const rows = new Map();
    for await (const line of createInterface({ input: createReadStream(join(directory, file)) })) {
      const row = JSON.parse(line);
      if (file.startsWith(join('state', 'drained'))) rows.set(row.key, row);
    }
    kept.set(file, rows);
  }`;

/** A module that writes the process's largest resident set, in KiB, as it exits. */
function noteOfPeak(file: string): string {
  const source = `import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
