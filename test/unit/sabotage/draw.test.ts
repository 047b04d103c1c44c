import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allOf, drawn, drawnPairs, inPart, partFrom, sampleOf } from '../../sabotage/draw.ts';
import { type Planted, singles } from '../../sabotage/planted.ts';

const sourceOf = (module: string): string => readFileSync(new URL(`../../../${module}.ts`, import.meta.url), 'utf8');
const namesOf = (planted: readonly Planted[]): string[] => planted.map(({ sabotage }) => sabotage.name);

describe('a draw', () => {
  const items = Array.from({ length: 40 }, (_, index) => `item-${index}`);
  const draw = (seed: number, count = 10) => drawn(items, count, seed, (item) => item);

  it('takes as many items as wanted, each once and in their own order', () => {
    const taken = draw(1);
    expect(new Set(taken).size).toBe(10);
    expect(taken).toEqual(items.filter((item) => taken.includes(item)));
  });

  it('is the same for the same seed, and another one for another seed', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  it('takes everything if more is wanted than there is', () => {
    expect(draw(1, 100)).toEqual(items);
  });
});

describe('pairs', () => {
  it('are the same for the same seed, and others for another seed', () => {
    expect(namesOf(drawnPairs(singles, 8, 1, sourceOf))).toEqual(namesOf(drawnPairs(singles, 8, 1, sourceOf)));
    expect(namesOf(drawnPairs(singles, 8, 2, sourceOf))).not.toEqual(namesOf(drawnPairs(singles, 8, 1, sourceOf)));
  });

  it('use no sabotage twice while another one is unused', () => {
    const pairs = drawnPairs(singles, Math.floor(singles.length / 3), 1, sourceOf);
    const parts = pairs.flatMap((pair) => pair.parts.map(({ name }) => name));
    expect(new Set(parts).size).toBe(parts.length);
  });

  it('are as many as there can be if more are wanted', () => {
    const two = singles.slice(0, 2);
    const other = singles.filter(({ name }) => name === 'alarm-with-wrong-dimension' || name === 'error-alarm-removed');
    expect(drawnPairs(two, 1, 1, sourceOf)).toHaveLength(1);
    expect(drawnPairs(other, 1, 1, sourceOf)).toEqual([]);
  });
});

describe('a sample', () => {
  it('has as many runs as wanted, a third of which are pairs', () => {
    const sample = sampleOf(singles, 30, 1, sourceOf);
    expect(sample).toHaveLength(30);
    expect(sample.filter(({ parts }) => parts.length === 2)).toHaveLength(10);
    expect(new Set(namesOf(sample)).size).toBe(30);
  });
});

describe('everything', () => {
  it('has every sabotage alone, and half as many pairs', () => {
    const all = allOf(singles, 1, sourceOf);
    const lone = all.filter(({ parts }) => parts.length === 1);
    expect(namesOf(lone)).toEqual(singles.map(({ name }) => name));
    expect(all.length - lone.length).toBe(Math.ceil(singles.length / 2));
    expect(new Set(namesOf(all)).size).toBe(all.length);
  });

  it.each([1, 2, 3, 7])('is in %d parts once, in parts of about the same size', (of) => {
    const items = namesOf(allOf(singles, 1, sourceOf));
    const parts = Array.from({ length: of }, (_, index) => inPart(items, { part: index + 1, of }));
    expect(parts.flat().sort()).toEqual([...items].sort());
    const sizes = parts.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });
});

describe('a part', () => {
  it('is written as its number and the number of parts', () => {
    expect(partFrom('2/4')).toEqual({ part: 2, of: 4 });
  });

  it.each(['0/4', '5/4', '2', '2/', 'a/b', '1/0'])('cannot be %s', (text) => {
    expect(() => partFrom(text)).toThrow(`--part must be such as 2/4, not ${text}`);
  });
});
