/** What the snapshots say of the versions of records whose contents changed. */
import { describe, expect, it } from '@jest/globals';
import { driftVersionsComparison, loadVersionsComparison } from '../../../../../chaos/checkers/agreement/versions.ts';
import type { Fields, Journal, LedgerEntry, StoredRecord } from '../../../../../chaos/schemas/index.ts';
import type { JudgedSnapshot } from '../../../../../chaos/system/index.ts';
import { at, type Changes, drifted, ledger, snapshot } from '../../sound-run.ts';
import { altered, both, type Case, contradictions, given, without } from './compared.ts';

type Held = readonly [name: string, version?: string];

/** The snapshot with this record instead of all others of the view. */
function holding(one: JudgedSnapshot, view: string, [name, version]: Held, more: Fields = {}): JudgedSnapshot {
  const fields: Fields = { name, ...more };
  const record: StoredRecord = { key: 'emma', fields, ...(version !== undefined && { version }) };
  return { ...one, views: new Map([...one.views, [view, new Map([['emma', record]])]]) };
}

const TWO: NonNullable<Journal['regions']> = { own: 'home', home: 'a', other: 'b', moveWithinSeconds: 60 };

describe('the versions of a record during the load', () => {
  const during = (was: Held, is: Held): Changes => ({
    before: holding(snapshot('before', 0, []), 'shelf.titles', was),
    drained: holding(snapshot('drained', 16), 'shelf.titles', is),
  });
  const moved: Changes = {
    before: holding(snapshot('before', 0, []), 'shelf.titles', ['Emma', '3'], { shelf: 1, pages: 9 }),
    drained: holding(snapshot('drained', 16), 'shelf.titles', ['Ema', '3'], { shelf: 2, pages: 9 }),
  };
  const STANDING = during(['Emma', '3'], ['Ema', '3']);

  it.each<Case>([
    ['rise with its contents', during(['Emma', '3'], ['Ema', '4']), []],
    ['rise without its contents', during(['Emma', '3'], ['Emma', '4']), []],
    ['stand, as it does', during(['Emma', '3'], ['Emma', '3']), []],
    ['are none', during(['Emma'], ['Ema']), []],
    ['stand, although it changed', STANDING, ['shelf.titles emma has another name, and still version 3']],
    [
      'stand, although it changed in two fields',
      moved,
      ['shelf.titles emma has another name, shelf, and still version 3'],
    ],
    ['stand where another region writes it, too', both(STANDING, given({ regions: TWO })), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(loadVersionsComparison, changes)).toEqual(lines);
  });
});

describe('the versions of a record after the drain', () => {
  const after = (view: string, ...held: readonly [Held, Held, Held]): Changes => ({
    drained: holding(snapshot('drained', 16), view, held[0]),
    drifted: holding(drifted(), view, held[1]),
    end: holding(snapshot('end', 25), view, held[2]),
  });
  const [repair] = ledger as [LedgerEntry];
  const call: LedgerEntry = {
    operationId: 'titles#emma',
    rule: 'titles',
    key: 'emma',
    action: { kind: 'call', owner: 'desk' },
    status: 'done',
    intendedAt: at(21),
    undoes: false,
  };
  const line = (view: string) => `${view} emma has another name, and still version 3`;
  const SEEDED = after('desk.titles', ['Emma', '3'], ['Ema', '3'], ['Ema', '3']);
  const REPAIRED = after('desk.titles', ['Ema', '3'], ['Ema', '3'], ['Emma', '3']);

  it.each<Case>([
    ['stand while drift is seeded', SEEDED, []],
    [
      'stand while drift is seeded that does not say what it wrote',
      { ...SEEDED, ...altered('drift.seeded', { writes: undefined }), ledger: [] },
      [line('desk.titles')],
    ],
    [
      'stand while it changes before the drift',
      { ...SEEDED, events: without('drift.seeded'), ledger: [] },
      [line('desk.titles')],
    ],
    ['stand while it is repaired', REPAIRED, []],
    ['stand while its owner is called to change it', { ...REPAIRED, ledger: [call] }, [line('desk.titles')]],
    [
      'rise while its owner is called',
      { ...after('desk.titles', ['Ema', '3'], ['Ema', '3'], ['Emma', '4']), ledger: [call] },
      [],
    ],
    [
      'stand while a record of the same key in another view is repaired',
      after('shelf.titles', ['Ema', '3'], ['Ema', '3'], ['Emma', '3']),
      [line('shelf.titles')],
    ],
    [
      'stand while it is repaired under the key of the rule',
      { ...REPAIRED, ledger: [{ ...repair, key: 'title of Emma' }] },
      [],
    ],
    ['stand where another region writes it, too', both({ ...REPAIRED, ledger: [] }, given({ regions: TWO })), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(driftVersionsComparison, changes)).toEqual(lines);
  });
});
