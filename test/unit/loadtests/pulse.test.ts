import { describe, expect, it } from '@jest/globals';
import { pulseOf } from '../../../loadtests/lib/points.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');
const at = (...seconds: number[]) => seconds.map((second) => T0 + second * 1000);
const iso = (second: number) => new Date(T0 + second * 1000).toISOString();

describe("k6's signs of life", () => {
  it('have no gap while one comes each second', () => {
    expect(pulseOf(at(0, 1, 2, 3, 4.2))).toEqual({ beats: 5, gaps: [] });
  });

  it('have a gap where k6 was stopped', () => {
    expect(pulseOf(at(0, 1, 12, 13))).toEqual({ beats: 4, gaps: [{ from: iso(1), to: iso(12) }] });
  });

  it('may come in any order, and may be missing', () => {
    expect(pulseOf(at(2, 0, 1)).gaps).toEqual([]);
    expect(pulseOf([])).toEqual({ beats: 0, gaps: [] });
  });
});
