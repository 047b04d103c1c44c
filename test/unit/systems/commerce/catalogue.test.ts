import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as catalogue from '../../../../systems/commerce/catalogue.ts';

describe('the catalogue', () => {
  const seed = fc.integer({ min: 0, max: 0xffff_ffff });
  const iteration = fc.nat(100_000);

  it('makes ordinary carts of different products in stock, below the card limit', () => {
    fc.assert(
      fc.property(seed, iteration, (of, number) => {
        const lines = catalogue.ordinaryCart(of, number);
        expect(new Set(lines.map(({ sku }) => sku)).size).toBe(lines.length);
        expect(catalogue.totalCents(lines)).toBeGreaterThan(0);
        expect(catalogue.totalCents(lines)).toBeLessThan(catalogue.CARD_LIMIT_CENTS);
      }),
    );
  });

  it('makes over-limit carts at or above the limit, and sold-out carts below it', () => {
    fc.assert(
      fc.property(seed, iteration, (of, number) => {
        const dear = catalogue.totalCents(catalogue.overLimitCart(of, number));
        const soldOut = catalogue.soldOutCart(of, number);
        expect(dear).toBeGreaterThanOrEqual(catalogue.CARD_LIMIT_CENTS);
        expect(catalogue.totalCents(soldOut)).toBeLessThan(catalogue.CARD_LIMIT_CENTS);
        expect(soldOut.some(({ sku }) => catalogue.soldOut.some((product) => product.sku === sku))).toBe(true);
      }),
    );
  });

  it('has one product whose price is exactly the limit', () => {
    expect(catalogue.premium.map(({ priceCents }) => priceCents)).toContain(catalogue.CARD_LIMIT_CENTS);
  });
});
