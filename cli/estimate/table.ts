/** The lines of an estimate, as text. */
import type { RegionalCostLine } from './at-rest.ts';

/** With several regions, the cost in each of them precedes that in all. The last line has the totals. */
export function costTable(regions: readonly string[], lines: readonly RegionalCostLine[]): readonly string[] {
  const shown = regions.length > 1 ? regions : [];
  const columnsOf = ({ usd, usdAfterFree, usdByRegion }: Omit<RegionalCostLine, 'what' | 'quantity'>) =>
    [...shown.map((region) => usdByRegion[region] ?? 0), usd, usdAfterFree].map((amount) => amount.toFixed(2));
  const total = {
    usd: sumOf(lines.map(({ usd }) => usd)),
    usdAfterFree: sumOf(lines.map(({ usdAfterFree }) => usdAfterFree)),
    usdByRegion: Object.fromEntries(
      shown.map((region) => [region, sumOf(lines.map(({ usdByRegion }) => usdByRegion[region] ?? 0))]),
    ),
  };
  return [
    ...(shown.length === 0 ? [] : [row('', '', [...shown, 'all', 'after free'])]),
    ...lines.map((line) => row(line.what, line.quantity, columnsOf(line))),
    row('a month at rest', '', columnsOf(total)),
  ];
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const row = (what: string, quantity: string, columns: readonly string[]): string =>
  `${what.padEnd(18)} ${quantity.padEnd(28)} ${columns.map((column) => column.padStart(columns.length > 2 ? 14 : 8)).join(' ')}`;
