import { describe, expect, it } from '@jest/globals';
import { atRest } from '../../../../chaos/drift/at-rest.ts';
import { sample } from '../sample-system.ts';
import { sagas, snapshot } from '../sound-run.ts';

const [lent, undone] = sagas;
if (lent === undefined || undone === undefined) throw new Error('the sound run has two sagas');
const stranded = {
  correlationId: 'r1-base-9',
  records: { ...undone.records, copy: { loanId: 'r1-base-9', state: 'TAKEN', title: 'emma', copies: 1 } },
};

describe('the stores at rest', () => {
  it('leave out every record of an unfinished saga', () => {
    const { views, sagas: kept } = atRest(snapshot('drained', 16, [lent, stranded]), sample.saga);
    expect(kept).toEqual([lent]);
    expect([...(views.get('desk.loans')?.keys() ?? [])]).toEqual([lent.correlationId]);
    expect([...(views.get('shelf.holds')?.keys() ?? [])]).toEqual([`hold-${lent.correlationId}`]);
  });

  it('keep the views that belong to no participant', () => {
    const drained = snapshot('drained', 16, [lent, stranded]);
    const { views } = atRest(drained, sample.saga);
    expect(views.get('desk.titles')).toBe(drained.views.get('desk.titles'));
  });

  it('are the snapshot itself where every saga has ended, or the system has none', () => {
    const drained = snapshot('drained', 16);
    expect(atRest(drained, sample.saga)).toBe(drained);
    const unfinished = snapshot('drained', 16, [stranded]);
    expect(atRest(unfinished, undefined)).toBe(unfinished);
  });
});
