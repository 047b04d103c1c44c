/** Repairs of which the stores show nothing. */
import { describe, expect, it } from '@jest/globals';
import { unseenRepairs } from '../../../../chaos/checkers/unseen-repairs.ts';
import type { LedgerEntry } from '../../../../chaos/schemas/index.ts';
import { drifted, events, ledger, reconcile } from '../sound-run.ts';

type Sources = Parameters<typeof unseenRepairs>[0];

const [entry] = ledger as [LedgerEntry];
const [difference] = reconcile.differences;
const parts: Omit<Sources, 'end'> = {
  events: events.filter((event) => event.kind !== 'saga'),
  reconciles: [reconcile],
  ledgers: new Map([['hourly', ledger]]),
  drifted: drifted(),
};
const linesOf = (changes: Partial<Sources>) =>
  unseenRepairs({ ...parts, ...changes, end: { ...drifted(), name: 'end', at: reconcile.endedAt } }, []);
const entered = (change: Partial<LedgerEntry>, ...more: LedgerEntry[]) =>
  linesOf({ ledgers: new Map([['hourly', [{ ...entry, ...change }, ...more]]]) });
const unseen = ['titles emma: repaired by hourly, but nothing changed that has to do with it'];

describe('a repair of which the stores show nothing', () => {
  it('is left to its entry if the ledger has one of a write', () => {
    expect(linesOf({})).toEqual([]);
    expect(entered({ key: 'dune' }, entry)).toEqual([]);
  });

  it.each<[what: string, lines: () => string[]]>([
    ['is of a run without a ledger', () => linesOf({ ledgers: new Map() })],
    ['has no entry', () => linesOf({ ledgers: new Map([['hourly', []]]) })],
    ['has an entry of another rule', () => entered({ rule: 'loans' })],
    ['has an entry of another key', () => entered({ key: 'dune' })],
    ['has an entry of a write that was not done', () => entered({ status: 'failed' })],
    ['has an entry of a call', () => entered({ action: { kind: 'call', owner: 'desk' } })],
  ])('is reported if it %s', (_what, lines) => {
    expect(lines()).toEqual(unseen);
  });

  it('is none if the difference was left', () => {
    const left = { ...reconcile, differences: [{ ...difference!, repaired: false }] };
    expect(linesOf({ reconciles: [left], ledgers: new Map() })).toEqual([]);
  });

  it('is unknown if no event says when the drift was read', () => {
    expect(linesOf({ events: [], ledgers: new Map() })).toEqual([]);
  });
});
