import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { costAtRest, type CostLine } from '../../../cli/estimate/at-rest.ts';
import { prices } from '../../../cli/estimate/prices.ts';
import { templatesOf } from '../../../cli/system/app.ts';
import { type StageTemplates, stageTemplates } from './stage-templates.ts';

describe('stage dev at rest', () => {
  let templates: StageTemplates;
  let lines: readonly CostLine[];
  beforeAll(async () => {
    templates = await stageTemplates('dev');
    lines = costAtRest(await templatesOf(templates.directory), prices);
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
