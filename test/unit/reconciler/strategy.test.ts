import { describe, expect, it } from '@jest/globals';
import { chooseStrategy } from '../../../reconciler/engine/compare/sketched.ts';
import { cellsFor } from '../../../reconciler/index.ts';

const lone = (count: number) => new Map(Array.from({ length: count }, (_, cell) => [cell, 1n] as const));

const NOTHING = { lone: lone(0), crowded: [], crowdedRows: 0, rows: 2_000_000, canReadDense: false };

describe('the strategy of a comparison', () => {
  it('is done when no cell differs', () => {
    expect(chooseStrategy(NOTHING)).toBe('done');
    expect(chooseStrategy({ ...NOTHING, canReadDense: true })).toBe('done');
  });

  it('fetches the rows that decoding named, and the few crowded cells', () => {
    const few = { ...NOTHING, lone: lone(950), crowded: [1, 2], crowdedRows: 240 };
    expect(chooseStrategy(few)).toBe('decode');
    expect(chooseStrategy({ ...few, canReadDense: true })).toBe('decode');
    expect(chooseStrategy({ ...NOTHING, lone: lone(1), rows: 2 })).toBe('decode');
  });

  it('reads everything once if most cells are crowded, cell by cell if both sides can sort their rows', () => {
    const every = { ...NOTHING, crowded: [0], crowdedRows: 2_000_000 };
    expect(chooseStrategy(every)).toBe('read-all');
    expect(chooseStrategy({ ...every, canReadDense: true })).toBe('dense');
  });

  it('uses more cells for more rows, within its bounds', () => {
    expect([undefined, 0, 100_000, 1_000_000, 10_000_000, 1e12].map((rows) => cellsFor(rows))).toEqual([
      16_384, 1024, 2048, 16_384, 65_536, 65_536,
    ]);
    expect(cellsFor(10_000_000, 4096)).toBe(4096);
  });
});
