import { describe, expect, it } from '@jest/globals';
import { amountFrom, type CauseKind } from '../../../reconciler/index.ts';
import {
  causeOfNumbers,
  causeOfFlag,
  causeOfLatest,
  type Evidence,
  type SourceRecord,
} from '../../../reconciler/rules/derived/cause.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;

const amount = (text: string) => amountFrom(text) ?? { units: 0n, scale: 0 };

/** A record that was written some milliseconds after noon. */
const record = (key: string, adds: string, after?: number): SourceRecord => ({
  key,
  amounts: adds.split(' ').map(amount),
  at: after === undefined ? undefined : NOON + after,
});

/** @param derivedAt milliseconds after noon */
const evidence = (records: readonly SourceRecord[], derivedAt?: number, count = records.length): Evidence => ({
  records,
  count,
  derivedAt: derivedAt === undefined ? undefined : NOON + derivedAt,
});

describe('the cause of a sum that is off', () => {
  const far = [record('c', '7', 20 * MINUTE), record('b', '2.5', 10 * MINUTE), record('a', '3', 0)];
  const near = [record('c', '7', 20 * MINUTE), record('b', '4', 40), record('a', '3', 0)];

  it.each<[string, string, Evidence, CauseKind, readonly string[]]>([
    ['lacks what was written after it', '-7', evidence(far, 15 * MINUTE), 'not-handled', ['c']],
    ['lacks everything that was written after it', '-9.5', evidence(far, 5 * MINUTE), 'not-handled', ['c', 'b']],
    ['lacks one record that was written before it', '-2.5', evidence(far, 30 * MINUTE), 'not-handled', ['b']],
    ['lacks one record, and nobody knows when it was written', '-2.50', evidence(far), 'not-handled', ['b']],
    ['has one record too many', '2.5', evidence(far, 30 * MINUTE), 'handled-twice', ['b']],
    ['lacks one of two records of the same moment', '-4', evidence(near, 30 * MINUTE), 'race', ['b', 'a']],
    ['lacks a record that was written alone', '-7', evidence(near, 30 * MINUTE), 'not-handled', ['c']],
    ['has a record of the same moment too many', '4', evidence(near, 30 * MINUTE), 'handled-twice', ['b']],
    ['is of no record at all', '12', evidence([], 0), 'deletion-missed', []],
    ['is below zero without a record', '-1', evidence([], 0), 'unknown', []],
    ['is off by what no record adds', '-1', evidence(far, 30 * MINUTE), 'unknown', []],
    ['is too high by what no record adds', '1', evidence(far, 30 * MINUTE), 'unknown', []],
    ['is off, and no records were kept', '-1', evidence([], 0, 40), 'unknown', []],
  ])('that %s is %s', (_what, difference, found, kind, keys) => {
    const cause = causeOfNumbers([amount(difference)], found);
    expect({ kind: cause.kind, keys: cause.records.map(({ key }) => key) }).toEqual({ kind, keys });
  });

  it('is not what was written after it, unless all of that is at hand', () => {
    const known = [record('z', '1', 20 * MINUTE), record('y', '1', 19 * MINUTE)];
    expect(causeOfNumbers([amount('-2')], evidence(known, 15 * MINUTE, 3)).kind).toBe('unknown');
    expect(causeOfNumbers([amount('-2')], evidence(known, 15 * MINUTE, 2)).kind).toBe('not-handled');
    expect(causeOfNumbers([amount('-1')], evidence(known, 19 * MINUTE, 3)).records.map(({ key }) => key)).toEqual([
      'z',
    ]);
  });

  it('is no race if a record that was written alone fits as well', () => {
    const records = [record('c', '4', 20 * MINUTE), ...near.slice(1)];
    const cause = causeOfNumbers([amount('-4')], evidence(records, 30 * MINUTE));
    expect(cause.kind).toBe('not-handled');
    expect(cause.summary).toContain('one of 2 records');
  });

  it('names only what it was concluded from', () => {
    const one = (difference: string, found: Evidence) => causeOfNumbers([amount(difference)], found).summary;
    expect(one('-7', evidence(far, 15 * MINUTE))).toBe(
      'The derived value lacks exactly what record c adds, written after it (2026-03-01T12:15:00.000Z): given up to the dead-letter queue, or never delivered.',
    );
    expect(one('-2.5', evidence(far))).toContain('exactly what record b adds');
    expect(one('-2.5', evidence(far, undefined, 9))).toContain('exactly what record b (or an older record) adds');
    expect(one('2.5', evidence(far))).toContain('or not subtracted after a record of the same amount was deleted');
    expect(one('-4', evidence(near, 30 * MINUTE))).toContain('written 40 ms apart from record a');
    expect(one('-1', evidence(far, 30 * MINUTE))).toBe(
      'Not known: the derived value is off by -1, which no single one of its 3 records explains.',
    );
  });
});

describe('the cause of a count that is off', () => {
  const ones = [record('c', '1', 20 * MINUTE), record('b', '1', 10 * MINUTE), record('a', '1', 0)];

  it('does not name the record, because each adds one', () => {
    const cause = causeOfNumbers([amount('-1')], evidence(ones, 30 * MINUTE));
    expect(cause.kind).toBe('not-handled');
    expect(cause.summary).toContain('exactly what one of 3 records adds');
  });

  it('names the record that was written after it', () => {
    const cause = causeOfNumbers([amount('-1')], evidence(ones, 15 * MINUTE));
    expect(cause.records.map(({ key }) => key)).toEqual(['c']);
  });
});

describe('the cause of several numbers that are off', () => {
  const records = [record('c', '1 7', 20 * MINUTE), record('b', '1 2', 10 * MINUTE), record('a', '1 3', 0)];
  const found = (...differences: readonly string[]) => {
    const { kind, records: fitting } = causeOfNumbers(differences.map(amount), evidence(records, 30 * MINUTE));
    return [kind, ...fitting.map(({ key }) => key)];
  };

  it('is a record only if it explains all of them', () => {
    expect(found('-1', '-2')).toEqual(['not-handled', 'b']);
    expect(found('1', '2')).toEqual(['handled-twice', 'b']);
    expect(found('1', '4')).toEqual(['unknown']);
    expect(found('0', '-2')).toEqual(['unknown']);
  });

  it('is not known if a missing refund and a repeated payment fit as well', () => {
    const refund = [record('r', '-2', 20 * MINUTE), record('p', '2', 0)];
    expect(causeOfNumbers([amount('2')], evidence(refund, 30 * MINUTE))).toMatchObject({ kind: 'unknown' });
  });
});

describe('the cause of a row that is not made of the latest record', () => {
  const records = [record('c', '0', 20 * MINUTE), record('b', '0', 10 * MINUTE), record('a', '0', 0)];
  const [, older] = records;

  it.each<[string, SourceRecord | undefined, Evidence, CauseKind]>([
    ['was written before the latest record', older, evidence(records, 15 * MINUTE), 'not-handled'],
    ['was written after it, from an older record', older, evidence(records, 25 * MINUTE), 'out-of-order'],
    ['holds an older record, and has no time', older, evidence(records), 'unknown'],
    ['holds what no record at hand does', undefined, evidence(records, 25 * MINUTE), 'unknown'],
    ['is of no record', undefined, evidence([], 0), 'deletion-missed'],
    ['is one of too many', undefined, evidence([], 0, 4), 'unknown'],
  ])('that %s', (_what, held, found, kind) => {
    expect(causeOfLatest(held, found).kind).toBe(kind);
  });
});

describe('the cause of a flag that is wrong', () => {
  it.each<[boolean, number, CauseKind]>([
    [true, 0, 'deletion-missed'],
    [false, 1, 'not-handled'],
    [true, 1, 'unknown'],
    [false, 0, 'unknown'],
  ])('%s, with %i records, is %s', (isSet, count, kind) => {
    const records = Array.from({ length: count }, (_, at) => record(`r${at}`, '1', at));
    expect(causeOfFlag(isSet, evidence(records)).kind).toBe(kind);
  });
});
