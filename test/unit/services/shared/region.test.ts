import { describe, expect, it } from '@jest/globals';
import { ownRegion } from '../../../../services/shared/region.ts';

const HOME = { AWS_REGION: 'us-east-1', HOME_REGION: 'us-east-1' };
const OTHER = { AWS_REGION: 'eu-west-1', HOME_REGION: 'us-east-1' };
const routes = { 'GET /products': () => Promise.resolve({ status: 200, body: [] }) };
const request = { path: {}, query: {}, headers: {}, body: undefined };

describe('the only region of a stage', () => {
  const region = ownRegion({ AWS_REGION: 'us-east-1' });

  it('leaves items as they are, and takes all', () => {
    expect(region.stamp({ sku: 'nut' })).toEqual({ sku: 'nut' });
    expect(region.wrote({ sku: 'nut' })).toBe(true);
    expect(region.ofMasters(routes)).toBe(routes);
  });
});

describe('one of two regions', () => {
  it('says in each item where it was written', () => {
    expect(ownRegion(HOME).stamp({ sku: 'nut' })).toEqual({ sku: 'nut', region: 'us-east-1' });
    expect(ownRegion(OTHER).stamp({ sku: 'nut' })).toEqual({ sku: 'nut', region: 'eu-west-1' });
  });

  it('takes only what it wrote, so that of both regions one acts on an item', () => {
    const item = ownRegion(HOME).stamp({ sku: 'nut' });
    expect([HOME, OTHER].map((variables) => ownRegion(variables).wrote(item))).toEqual([true, false]);
    expect(ownRegion(OTHER).wrote({ sku: 'nut' })).toBe(false);
  });

  it('serves masters at home, and names the home region in the other', async () => {
    expect(ownRegion(HOME).ofMasters(routes)).toBe(routes);
    await expect(ownRegion(OTHER).ofMasters(routes)['GET /products']?.(request)).rejects.toMatchObject({
      status: 421,
      message: 'Masters are in us-east-1. Send this request there.',
    });
  });
});
