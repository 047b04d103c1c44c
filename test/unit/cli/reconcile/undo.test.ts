import { describe, expect, it } from '@jest/globals';
import type { UndoneOperation } from '@evenkeel/reconciler';
import { undoExitCode } from '../../../../cli/commands/reconcile/undo.ts';

const operation = { operationId: 'r#k', rule: 'r', key: 'k' };
const restored: UndoneOperation = { ...operation, restored: true };
const again: UndoneOperation = { ...operation, restored: true, reason: 'already restored by U' };
const refused: UndoneOperation = { ...operation, restored: false, reason: 'nothing was written', unwritten: true };
const overwritten: UndoneOperation = { ...operation, restored: false, reason: 'someone else has written it' };

describe('the exit code of an undo', () => {
  it.each([
    ['0 if every repair was restored', [restored], 0],
    ['0 if an earlier undo restored them, so that nothing is left to do', [again], 0],
    ['0 if the repairs wrote nothing', [refused, again], 0],
    ['1 if a repair could not be restored', [restored, overwritten], 1],
  ])('is %s', (_, undone, code) => {
    expect(undoExitCode(undone)).toBe(code);
  });
});
