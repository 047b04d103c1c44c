import { describe, expect, it } from '@jest/globals';
import { chooseStrategy } from '../../../reconciler/engine/compare/strategy.ts';
import { cellsFor } from '../../../reconciler/index.ts';

const lone = (count: number) => new Map(Array.from({ length: count }, (_, cell) => [cell, 1n] as const));

describe('the strategy of a comparison', () => {
  it('ends where no cell differs', () => {
    expect(chooseStrategy({ lone: lone(0), crowded: [], crowdedRows: 0, rows: 2_000_000 })).toBe('done');
  });

  it('fetches the rows that decoding named, and the few crowded cells', () => {
    expect(chooseStrategy({ lone: lone(950), crowded: [1, 2], crowdedRows: 240, rows: 2_000_000 })).toBe('decode');
    expect(chooseStrategy({ lone: lone(1), crowded: [], crowdedRows: 0, rows: 2 })).toBe('decode');
  });

  it('reads everything once where most cells are crowded', () => {
    expect(chooseStrategy({ lone: lone(0), crowded: [0], crowdedRows: 2_000_000, rows: 2_000_000 })).toBe('read-all');
  });

  it('takes more cells for more rows, within its bounds', () => {
    expect([undefined, 0, 100_000, 1_000_000, 10_000_000, 1e12].map((rows) => cellsFor(rows))).toEqual([
      16_384, 1024, 2048, 16_384, 65_536, 65_536,
    ]);
    expect(cellsFor(10_000_000, 4096)).toBe(4096);
  });
});
