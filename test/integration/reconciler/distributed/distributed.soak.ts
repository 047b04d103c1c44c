/** 2,000,000 items with 2,000 differences, compared by 16 workers and by one function. */
import { expect, it } from '@jest/globals';
import { distributed, findingsOf, inOneFunction } from './findings.ts';
import { enginesOfFile } from './items.ts';

const ROWS = 2_000_000;
const DIFFERENCES = 2000;
const WORKERS = 16;

const engines = enginesOfFile();

it('finds in 2,000,000 items, through 16 workers, byte for byte what one function finds', async () => {
  const items = await engines().open({ name: 'large', rows: ROWS, differences: DIFFERENCES });
  const began = performance.now();
  const one = await inOneFunction(items);
  const between = performance.now();
  const { result, mostAtOnce, stages } = await distributed(items, WORKERS);
  const seconds = { one: (between - began) / 1000, distributed: (performance.now() - between) / 1000 };
  console.log({ seconds, stages, mostAtOnce, rules: [one.rules, result.rules].flat() });
  expect(findingsOf(result)).toBe(findingsOf(one));
  expect(result.differences).toHaveLength(DIFFERENCES);
  expect(mostAtOnce).toBe(WORKERS);
}, 3_600_000);
