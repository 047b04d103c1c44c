/** Whether a delivery that came again may have made a change. */
import { describe, expect, it } from '@jest/globals';
import { repeatedIn } from '../../../../../chaos/checkers/closed-world/repeated.ts';
import type { ChangedRecord, Expectations } from '../../../../../chaos/system/index.ts';

describe('a change of a record', () => {
  const NOTE = { view: 'notes', was: undefined, is: { saga: 's-1' } };
  const sagas = new Set(['s-1']);
  const ofSaga: NonNullable<Expectations['repeated']> = ({ is }, isSaga) => isSaga(is['saga'] as string);

  it('may come from a delivery that came again if the definition says so', () => {
    expect(repeatedIn(sagas, { repeated: ofSaga })(NOTE)).toBe(true);
    expect(repeatedIn(sagas, { repeated: ofSaga })({ ...NOTE, is: { saga: 's-2' } })).toBe(false);
  });

  it('comes from none if the definition says nothing of such deliveries', () => {
    expect(repeatedIn(sagas, {})(NOTE)).toBe(false);
    expect(repeatedIn(sagas, undefined)(NOTE)).toBe(false);
  });

  it('that left no record comes from none, and the definition is not asked', () => {
    const asked: ChangedRecord[] = [];
    const isRepeated = repeatedIn(sagas, { repeated: (change) => asked.push(change) > 0 });
    expect(isRepeated({ view: 'notes', was: { saga: 's-1' }, is: undefined })).toBe(false);
    expect(isRepeated({ view: 'notes', was: { saga: 's-1' }, is: { saga: 's-2' } })).toBe(true);
    expect(asked).toEqual([{ view: 'notes', was: { saga: 's-1' }, is: { saga: 's-2' } }]);
  });
});
