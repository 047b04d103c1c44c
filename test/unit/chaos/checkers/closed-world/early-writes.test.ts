/** Records of sagas that say they were written before their requests were sent. */
import { describe, expect, it } from '@jest/globals';
import { reportEarlyWrites } from '../../../../../chaos/checkers/closed-world/early-writes.ts';
import { noFindings } from '../../../../../chaos/checkers/closed-world/findings.ts';
import type { Snapshot, StoredRecord } from '../../../../../chaos/schemas/index.ts';
import { journal } from '../../sound-run.ts';
import { desk, LOAN, sent } from './small-world.ts';

const viewsOf = (view: string, records: readonly Omit<StoredRecord, 'fields'>[]): Snapshot['views'] =>
  new Map([[view, new Map(records.map((one) => [one.key, { ...one, fields: { loanId: LOAN } }]))]]);

const startedAt = Date.parse(journal.virtualStartedAt);
const SENT_SECONDS = 100;
const operation = sent(LOAN, { elapsedMs: SENT_SECONDS * 1000 });
/** Virtual seconds that clocks and the harness may be apart: 60, and 10 real ones. */
const TOLERATED = 60 + 10 * journal.speed;

const NOTHING: Snapshot['views'] = new Map();

const linesOf = (earlySeconds: number | undefined, { view = 'loans', key = LOAN, before = NOTHING } = {}) => {
  const findings = noFindings();
  const at = startedAt + (SENT_SECONDS * journal.speed - (earlySeconds ?? 0)) * 1000;
  const touched = earlySeconds === undefined ? {} : { touchedAt: new Date(at).toISOString() };
  const history = [operation];
  reportEarlyWrites(
    viewsOf(view, [{ key, ...touched }]),
    { system: desk, journal, events: [], history, before },
    findings,
  );
  return findings.violations.lines;
};

describe('a record of a saga', () => {
  it('may have been written as early as the clocks differ', () => {
    expect(linesOf(-1)).toEqual([]);
    expect(linesOf(TOLERATED)).toEqual([]);
  });

  it('was not written earlier', () => {
    expect(linesOf(TOLERATED + 1)).toEqual([
      expect.stringMatching(new RegExp(`^loans ${LOAN}: was last written at .*, before its request was sent at `)),
    ]);
  });

  it('may not say when it was written', () => {
    expect(linesOf(undefined)).toEqual([]);
  });

  it('need not be written again if it was there before the load', () => {
    const before = viewsOf('loans', [{ key: LOAN }]);
    expect(linesOf(1e6, { before })).toEqual([]);
  });

  it('may be of another request, or belong to a request by a field', () => {
    expect(linesOf(1e6, { key: 'r0-lend-7' })).toEqual([]);
    expect(linesOf(1e6, { view: 'copies' })).toEqual([]);
  });
});
