import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { costAtRest, type RegionalCostLine } from '../../../cli/estimate/at-rest.ts';
import { prices } from '../../../cli/estimate/prices.ts';
import { templatesByRegion } from '../../../cli/estimate/templates.ts';
import { type StageTemplates, stageTemplates } from './stage-templates.ts';

describe('stage dev at rest', () => {
  let templates: StageTemplates;
  let lines: readonly RegionalCostLine[];
  beforeAll(async () => {
    templates = await stageTemplates('dev');
    lines = costAtRest(await templatesByRegion(templates.directory), prices);
  }, 120_000);
  afterAll(() => templates.remove());

  const total = () => lines.reduce((sum, { usdAfterFree }) => sum + usdAfterFree, 0);

  it('costs at most 10 USD a month', () => {
    expect(total()).toBeGreaterThan(3);
    expect(total()).toBeLessThanOrEqual(10);
  });

  it('lets its database pause between the hourly runs of the reconciler', () => {
    const aurora = lines.find(({ what }) => what === 'Aurora');
    expect(aurora?.usd).toBeGreaterThan(1);
    expect(aurora?.usd).toBeLessThan(5);
  });
});

describe('stage duo at rest', () => {
  let templates: StageTemplates;
  let lines: ReadonlyMap<string, RegionalCostLine>;
  beforeAll(async () => {
    templates = await stageTemplates('duo');
    const regions = await templatesByRegion(templates.directory);
    expect([...regions].map(([region, stacks]) => [region, stacks.length])).toEqual([
      ['us-east-1', 4],
      ['eu-west-1', 4],
    ]);
    lines = new Map(costAtRest(regions, prices).map((line) => [line.what, line]));
  }, 120_000);
  afterAll(() => templates.remove());

  it('costs as much in one region as in the other', () => {
    for (const { what, usdByRegion } of lines.values()) {
      expect([what, usdByRegion['us-east-1']]).toEqual([what, usdByRegion['eu-west-1']]);
    }
  });

  it('pays for the health checks, and for what they ask', () => {
    expect(lines.get('health checks')?.quantity).toBe('2 checks');
    expect(lines.get('health features')?.quantity).toBe('6 features');
    // Fifteen locations ask each region every ten seconds.
    expect(lines.get('API requests')?.quantity).toBe('7884000 requests');
    expect(lines.get('table writes')?.quantity).toBe('7884000 writes');
  });
});
