/** What a reconcile run says of a difference, and what its ledger says of the repair. */
import { describe, expect, it } from '@jest/globals';
import { repairedDifferencesComparison } from '../../../../../chaos/checkers/agreement/repaired-differences.ts';
import type { LedgerEntry, ReconcileResult } from '../../../../../chaos/schemas/index.ts';
import { type Changes, ledger, reconcile } from '../../sound-run.ts';
import { type Case, contradictions } from './compared.ts';

type Difference = ReconcileResult['differences'][number];
const [difference] = reconcile.differences as [Difference];
const [entry] = ledger as [LedgerEntry];
/** The title `Ema` is corrected to `Emma`, which the left side has. */
const run = (found: Partial<Difference>, repair: Partial<LedgerEntry> = {}): Changes => ({
  reconciles: [{ ...reconcile, differences: [{ ...difference, ...found }] }],
  ledger: [{ ...entry, ...repair }],
});
const write = (kind: 'create' | 'update' | 'delete' | 'restore') => ({
  action: { kind: 'write' as const, view: 'desk.titles', write: kind },
});
const named = (left: unknown, right: unknown, master: 'left' | 'right' = 'left') =>
  run({ fields: { name: { left: left as string, right: right as string } }, masters: { name: master } });

describe('a difference that a write repaired', () => {
  it.each<Case>([
    ['is sound', {}, []],
    ['has its master on the right', named('Ema', 'Emma', 'right'), []],
    ['was another value', named('Emma', 'Emme'), ['titles emma: name was "Ema", not "Emme"']],
    ['has another master', named('Emme', 'Ema'), ['titles emma: name became "Emma", not "Emme"']],
    [
      'has the wrong master',
      named('Emma', 'Ema', 'right'),
      ['titles emma: name was "Ema", not "Emma"', 'titles emma: name became "Emma", not "Ema"'],
    ],
    ['is in no field', run({ fields: {} }), ['titles emma: it was repaired, and no field differed']],
    ['has no master', run({ masters: {} }), ['titles emma: it was repaired, and name had no master']],
    [
      'has no master in two fields',
      run({ fields: { name: { left: 'Emma', right: 'Ema' }, read: { left: 1, right: 2 } }, masters: {} }),
      ['titles emma: it was repaired, and name, read had no master'],
    ],
    ['has a repair without images', run({}, { preImage: undefined, postImage: undefined }), []],
    ['has a repair of a row that the images lack', run({}, { preImage: null, postImage: null }), []],
    ['is taken back', run({}, write('restore')), []],
    ['is null on the master', named(null, 'Ema'), ['titles emma: name became "Emma", not null']],
    [
      'is of a row that one side lacks',
      run({ kind: 'missing-right' }),
      ['titles emma: it is missing-right, and its repair was a update'],
    ],
    [
      'is of such a row, which is created',
      run({ kind: 'missing-right', fields: {}, masters: {} }, write('create')),
      [],
    ],
    ['is of such a row, which is deleted', run({ kind: 'missing-left' }, write('delete')), []],
    [
      'is repaired by a new row',
      run({}, write('create')),
      ['titles emma: it is different, and its repair was a create'],
    ],
    ['is in a value that no view represents', run({ kind: 'unreadable', fields: {} }), []],
    [
      'is in a field that the images leave out',
      run({ fields: { read: { left: 1, right: 2 } }, masters: { read: 'left' } }),
      [],
    ],
    [
      'is in fields of several masters, so that both rows are written',
      run({ fields: { name: { left: 'x', right: 'y' }, read: {} }, masters: { name: 'right', read: 'left' } }),
      [],
    ],
    ['was not repaired', run({ repaired: false, fields: {} }), []],
    ['has a repair that was refused', run({ fields: {} }, { status: 'refused' }), []],
    ['is repaired by its owner', run({ fields: {} }, { action: { kind: 'call', owner: 'desk' } }), []],
    ['is of another key than the write', run({ key: 'persuasion', fields: {} }), []],
    ['is in a sensitive value', named({ withheld: 'a' }, { withheld: 'b' }), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(repairedDifferencesComparison, changes)).toEqual(lines);
  });

  it.each([
    ['a number that the store gives as a text', '1.50', 1.5],
    ['a time in another form', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
  ])('may be in %s', (_what, stored, found) => {
    const image = (read: string) => ({ key: 'emma', fields: { read } });
    const changes = run(
      { fields: { read: { left: found, right: 'x' } }, masters: { read: 'left' } },
      { preImage: image('x'), postImage: image(stored) },
    );
    expect(contradictions(repairedDifferencesComparison, changes)).toEqual([]);
  });
});
