/**
 * The products and customers that seeding creates and journeys use. Plain TypeScript without packages, because k6
 * imports it too. Every choice is a function of the run's seed, so a run can be repeated order by order.
 */
import { unitInterval } from '@evenkeel/chaos/schemas/decision';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
  readonly weightGrams: number;
  /** Units that seeding adds to the warehouse. */
  readonly stock: number;
}

export interface Customer {
  readonly customerId: string;
  readonly name: string;
  readonly address: string;
  readonly email: string;
}

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** Payment declines card payments of this amount or more. */
export const CARD_LIMIT_CENTS = 100_00;

const MAX_LINES = 3;
const MAX_QUANTITY = 2;
/** Even the most expensive ordinary cart (3 lines, 2 of each) stays below the card limit. */
const MAX_ORDINARY_CENTS = 15_99;
const AMPLE_STOCK = 1_000_000;

const WARES = ['mug', 'lamp', 'towel', 'notebook', 'basket', 'candle', 'apron', 'teapot', 'brush', 'tray'];
const COLOURS = ['ash', 'moss', 'slate', 'sand'];

const ordinary: readonly Product[] = COLOURS.flatMap((colour, row) =>
  WARES.map((ware, column) => {
    const number = row * WARES.length + column;
    return {
      sku: `ord-${twoDigits(number + 1)}`,
      name: `${capitalised(ware)}, ${colour}`,
      priceCents: MAX_ORDINARY_CENTS - number * 35,
      weightGrams: 150 + number * 20,
      stock: AMPLE_STOCK,
    };
  }),
);

/**
 * At the card limit, just above it, and far above.
 *
 * @internal
 */
export const premium: readonly Product[] = [
  { sku: 'pre-01', name: 'Armchair, oak', priceCents: CARD_LIMIT_CENTS, weightGrams: 14_000, stock: AMPLE_STOCK },
  { sku: 'pre-02', name: 'Desk lamp, brass', priceCents: CARD_LIMIT_CENTS + 1, weightGrams: 3_200, stock: AMPLE_STOCK },
  { sku: 'pre-03', name: 'Loom', priceCents: 1_249_00, weightGrams: 38_000, stock: AMPLE_STOCK },
];

/** @internal */
export const soldOut: readonly Product[] = [
  { sku: 'out-01', name: 'Calendar of last year', priceCents: 12_00, weightGrams: 400, stock: 0 },
  { sku: 'out-02', name: 'Umbrella, first edition', priceCents: 24_50, weightGrams: 650, stock: 0 },
];

export const products: readonly Product[] = [...ordinary, ...premium, ...soldOut];

export const customers: readonly Customer[] = Array.from({ length: 50 }, (_, index) => {
  const number = twoDigits(index + 1);
  return {
    customerId: `customer-${number}`,
    name: `Customer ${number}`,
    address: `${index + 1} Harbour Road, Levelton`,
    email: `customer-${number}@example.com`,
  };
});

/** One to three different ordinary products, one or two of each; always below the card limit. */
export function ordinaryCart(seed: number, iteration: number): Line[] {
  const draw = (what: string) => unitInterval(`${seed}|cart|${what}|${iteration}`);
  const first = Math.floor(draw('sku') * ordinary.length);
  const lines = 1 + Math.floor(draw('lines') * MAX_LINES);
  return Array.from({ length: lines }, (_, line) => ({
    sku: pick(ordinary, (first + line * 7) % ordinary.length).sku,
    quantity: 1 + Math.floor(draw(`quantity ${line}`) * MAX_QUANTITY),
  }));
}

/** One product at or above the card limit. */
export function overLimitCart(seed: number, iteration: number): Line[] {
  return [{ sku: anyOf(premium, seed, iteration).sku, quantity: 1 }];
}

/** One product in stock and one sold out: the whole reservation must be refused. */
export function soldOutCart(seed: number, iteration: number): Line[] {
  return [
    { sku: anyOf(ordinary, seed, iteration).sku, quantity: 1 },
    { sku: anyOf(soldOut, seed, iteration).sku, quantity: 1 },
  ];
}

/** A product of one iteration of its own, with its price at first and later. */
export function repricedProduct(correlationId: string, iteration: number) {
  const priceCents = 500 + (iteration % 100);
  const first = { name: 'Season ticket', priceCents, weightGrams: 10, active: true };
  return { sku: `new-${correlationId}`, first, later: { ...first, priceCents: priceCents + 250 } };
}

export function customerOf(seed: number, iteration: number): Customer {
  return anyOf(customers, seed, iteration);
}

export function totalCents(lines: readonly Line[]): number {
  return lines.reduce((total, { sku, quantity }) => total + quantity * priceOf(sku), 0);
}

function priceOf(sku: string): number {
  return products.find((product) => product.sku === sku)?.priceCents ?? 0;
}

function anyOf<Choice>(choices: readonly Choice[], seed: number, iteration: number): Choice {
  return pick(choices, Math.floor(unitInterval(`${seed}|of ${choices.length}|${iteration}`) * choices.length));
}

function pick<Choice>(choices: readonly Choice[], index: number): Choice {
  const choice = choices[index];
  if (choice === undefined) throw new RangeError(`no choice ${index} of ${choices.length}`);
  return choice;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
