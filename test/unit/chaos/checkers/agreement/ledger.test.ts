/** What the entries of the reconciler's ledger say of themselves and of their run. */
import { describe, expect, it } from '@jest/globals';
import { ledgerComparison } from '../../../../../chaos/checkers/agreement/ledger.ts';
import type { LedgerEntry } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, ledger } from '../../sound-run.ts';
import { type Case, contradictions } from './compared.ts';

/** Of a run from 20 s to 22 s. */
const [entry] = ledger as [LedgerEntry];
const altered = (change: Partial<LedgerEntry>): Changes => ({ ledger: [{ ...entry, ...change }] });
const unconcluded = (status: LedgerEntry['status']): Changes => {
  const open = { ...entry, status };
  delete open.concludedAt;
  return { ledger: [open] };
};
const UNDO = 'it undoes a repair in a run that repairs';

describe('an entry of the ledger', () => {
  it.each<Case>([
    ['is sound', {}, []],
    ['is named after a part of its repair', altered({ operationId: 'titles/2#emma' }), []],
    ['is named after the digest of a long key', altered({ operationId: `titles#sha256:${'0'.repeat(64)}` }), []],
    [
      'is named after another key',
      altered({ operationId: 'titles#dune' }),
      ['it is of the rule titles and the key emma'],
    ],
    [
      'is named after another rule',
      altered({ operationId: 'loans#emma' }),
      ['it is of the rule titles and the key emma'],
    ],
    [
      'is named after no part',
      altered({ operationId: 'titles/x#emma' }),
      ['it is of the rule titles and the key emma'],
    ],
    ['undoes a repair', altered({ undoes: true }), [UNDO]],
    ['restores a row', altered({ action: { kind: 'write', view: 'desk.titles', write: 'restore' } }), [UNDO]],
    [
      'is of a view that there is not',
      altered({ action: { kind: 'write', view: 'desk.shelves', write: 'update' } }),
      ['the system has no view desk.shelves'],
    ],
    [
      'has images of two rows',
      altered({ postImage: { key: 'dune', fields: {} } }),
      ['its images are of the rows emma and dune'],
    ],
    ['has one image', altered({ preImage: null }), []],
    ['calls an owner', altered({ action: { kind: 'call', owner: 'desk' } }), []],
  ])('%s', (_what, changes, lines) => {
    const [{ operationId }] = (changes.ledger ?? ledger) as [LedgerEntry];
    expect(contradictions(ledgerComparison, changes)).toEqual(lines.map((line) => `hourly, ${operationId}: ${line}`));
  });

  it.each<Case>([
    ['as its run begins', altered({ intendedAt: at(20) }), []],
    ['a little before', altered({ intendedAt: at(19) }), []],
    ['long before', altered({ intendedAt: at(18.9) }), [`it was intended at ${at(18.9)}, before its run began`]],
    [
      'long after its run',
      altered({ intendedAt: at(23.1), concludedAt: at(23.1) }),
      [
        `it was intended at ${at(23.1)}, after its run had ended`,
        `it was concluded at ${at(23.1)}, after its run had ended`,
      ],
    ],
    ['a little after its run', altered({ intendedAt: at(23), concludedAt: at(23) }), []],
    ['a little after it was concluded', altered({ intendedAt: at(22) }), []],
    [
      'long after it was concluded',
      altered({ intendedAt: at(22.1) }),
      [`it was concluded at ${at(21)}, before it was intended`],
    ],
    ['and never concluded', unconcluded('intended'), []],
    ['and done, but never concluded', unconcluded('done'), ['it is done, and was never concluded']],
    ['and refused, but never concluded', unconcluded('refused'), ['it is refused, and was never concluded']],
  ])('is intended %s', (_what, changes, lines) => {
    expect(contradictions(ledgerComparison, changes)).toEqual(lines.map((line) => `hourly, titles#emma: ${line}`));
  });
});
