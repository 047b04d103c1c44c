/** A distributed run finds and repairs what a run in one function does, and survives the loss of any of its functions. */
import { describe, expect, it } from '@jest/globals';
import { distributed, findingsOf, inOneFunction } from './findings.ts';
import { enginesOfFile } from './items.ts';
import { killedSuite } from './killed-suite.ts';

const ROWS = 2400;
const DIFFERENCES = 24;
const WORKERS = 4;

const engines = enginesOfFile();

describe('a distributed run', () => {
  it('finds exactly what a run in one function finds', async () => {
    const items = await engines().open({ name: 'equal', rows: ROWS, differences: DIFFERENCES });
    const one = await inOneFunction(items);
    const { result, mostAtOnce, stages } = await distributed(items, WORKERS);
    expect(findingsOf(result)).toBe(findingsOf(one));
    expect(result.differences).toHaveLength(DIFFERENCES);
    expect(mostAtOnce).toBeLessThanOrEqual(WORKERS);
    expect(stages).toMatchObject({ plan: 1, decode: 1, conclude: 1 });
  }, 120_000);

  it('reads nothing again if nothing differs', async () => {
    const items = await engines().open({ name: 'level', rows: 1000, differences: 1 });
    await engines().aurora.sql('shop', "UPDATE level_items SET title = title || ' (old)' WHERE sku = 'sku-000000999'");
    const { result, stages } = await distributed(items, WORKERS);
    expect([result.outcome, stages['read']]).toEqual(['clean', undefined]);
  }, 120_000);
});

/** One stage that leaves records for the next one, and the one that repairs; the soak suite kills each after many writes. */
killedSuite(engines, ['read', 'conclude'], [1]);
