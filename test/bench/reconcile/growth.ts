/** How the cost of a comparison grows with the rows and with the differences, as a table in Markdown. */
import { compareTables, type Comparing } from './postgres-tables.ts';
import type { Postgres } from './postgres.ts';
import { sumOfHashes } from './floors.ts';
import { makeCopy, makeDiffer, makeOriginal, NO_DIFFERENCES, scattered } from './tables.ts';

const DIFFERENCES = [0, 10, 1000, 100_000];

/** @param sizes numbers of rows */
export async function growthTable(
  { config, client }: Postgres,
  compare: Comparing,
  sizes: readonly number[],
): Promise<string> {
  const lines = [
    '| rows | differences | floor | compared | whole run | received | peak memory |',
    '|---:|---:|---:|---:|---:|---:|---:|',
  ];
  for (const rows of sizes) {
    const names = { original: 'growth_left', copy: 'growth_right', rows };
    await makeOriginal(client, names.original, rows);
    await makeCopy(client, names, NO_DIFFERENCES);
    let held = NO_DIFFERENCES;
    for (const count of DIFFERENCES) {
      await makeDiffer(client, names, held, scattered(count));
      held = scattered(count);
      const floor = await sumOfHashes(config, names.original, names.copy);
      const run = await compareTables(compare, { pool: config, left: names.original, right: names.copy }, held);
      const seconds = (value: number): string => `${value.toFixed(2)} s, ${(value / floor).toFixed(1)} x`;
      const cells = [
        ...[rows.toLocaleString('en'), count.toLocaleString('en'), `${floor.toFixed(2)} s`],
        ...[seconds(run.comparedSeconds), seconds(run.seconds)],
        ...[`${(run.bytes / 1024 / 1024).toFixed(1)} MB`, `${run.peakMegabytes.toFixed(0)} MB`],
      ];
      lines.push(`| ${cells.join(' | ')} |`);
      console.error(lines.at(-1));
    }
    await client.query(`DROP TABLE ${names.original}, ${names.copy}`);
  }
  return lines.join('\n');
}
