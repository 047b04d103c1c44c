/** What the entries of a ledger say of themselves, and against the result of their run. */
import { describe, expect, it } from '@jest/globals';
import { deviations, withoutChange } from '../../../../chaos/checkers/ledger-entries.ts';
import { imageDeviations } from '../../../../chaos/checkers/ledger-images.ts';
import type { LedgerEntry } from '../../../../chaos/schemas/index.ts';
import { drifted, ledger, reconcile, snapshot } from '../sound-run.ts';

const [entry] = ledger as [LedgerEntry];

describe('an entry of a ledger', () => {
  it('is missing if the run has no ledger', () => {
    expect(deviations([reconcile], new Map(), [])).toEqual([
      'titles emma: repaired by hourly, but its ledger has no entry',
    ]);
  });

  it.each(['preImage', 'postImage'] as const)('is not compared if its %s cannot be read', (image) => {
    const unread = { ...entry, [image]: undefined };
    expect(withoutChange(unread)).toEqual([]);
    expect(imageDeviations([unread], { drifted: drifted(), end: snapshot('end', 25) })).toEqual([]);
  });

  it('may create a row whose image cannot be read', () => {
    expect(withoutChange({ ...entry, ...write('create'), preImage: null, postImage: undefined })).toEqual([]);
  });

  it.each<[what: string, change: Partial<LedgerEntry>, line: string]>([
    ['creates a row that was there', write('create'), 'there was a row before it'],
    ['updates no row', { preImage: null }, 'there was no row'],
    ['deletes a row that is there afterwards', write('delete'), 'there is a row after it'],
    ['changes nothing', { postImage: entry.preImage! }, 'its images are equal'],
  ])('contradicts itself if it %s', (_what, change, line) => {
    const own = { ...entry, ...change };
    const kind = own.action.kind === 'write' ? own.action.write : '';
    expect(withoutChange(own)).toEqual([`titles emma: the ledger says that a ${kind} was done, but ${line}`]);
  });
});

function write(kind: 'create' | 'delete'): Partial<LedgerEntry> {
  return { action: { kind: 'write', view: 'desk.titles', write: kind } };
}
