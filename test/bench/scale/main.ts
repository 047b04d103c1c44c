/** `tsx test/bench/scale/main.ts`: the table of docs/scale.md. */
import { readFile } from 'node:fs/promises';
import { type Constants, estimate, type Prices, type Scenario } from './model.ts';

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')) as unknown;

const constants = (await read('constants.json')) as Constants;
const prices = (await read('prices.json')) as Prices;

const BILLION = 1e9;
const scenarios: readonly Scenario[] = [
  { rows: BILLION, workers: 64, differences: 1000, itemBytes: 110, databaseCores: 8 },
  { rows: 10 * BILLION, workers: 256, differences: 2000, itemBytes: 110, databaseCores: 32 },
  { rows: 100 * BILLION, workers: 1000, differences: 4000, itemBytes: 110, databaseCores: 96 },
];

const whole = (number: number): string => Math.round(number).toLocaleString('en-GB');
const minutes = (number: number): string => `${whole(number)} min`;

/** Each heading with the figure below it. */
function row({ rows, workers, differences, ...scenario }: Scenario): Readonly<Record<string, string>> {
  const {
    parts,
    crowdedRows,
    minutes: time,
    readUnits,
    usd,
  } = estimate({ rows, workers, differences, ...scenario }, constants, prices);
  return {
    rows: whole(rows),
    differences: whole(differences),
    workers: whole(workers),
    parts: whole(parts),
    'rows of crowded cells': whole(crowdedRows),
    sketch: minutes(time.sketch),
    'merge, decode': minutes(time.merge),
    'read again': minutes(time.read),
    conclude: minutes(time.conclude),
    'whole run': minutes(time.whole),
    'read units': `${whole(readUnits / 1e6)} million`,
    'USD reads': usd.reads.toFixed(2),
    'USD state': usd.state.toFixed(2),
    'USD workers': usd.workers.toFixed(2),
    'USD transitions': usd.transitions.toFixed(2),
    'USD whole run': usd.whole.toFixed(2),
  };
}

const table = scenarios.map(row);
const [first = {}] = table;
for (const heading of Object.keys(first)) {
  console.log(`| ${[heading, ...table.map((figures) => figures[heading] ?? '')].join(' | ')} |`);
  if (heading === 'rows') console.log(`|---|${'---:|'.repeat(table.length)}`);
}
