import { describe, expect, it } from '@jest/globals';
import { transition } from '../../../../services/shared/participant.ts';

const lifecycle = { prepared: 'P', refused: 'R', committed: 'C', undone: 'U' } as const;
const after = (state: 'P' | 'R' | 'C' | 'U' | undefined, action: 'prepare' | 'refuse' | 'commit' | 'rollback') =>
  transition(lifecycle, state, action);

describe('a participant of the saga', () => {
  it('prepares, then commits or undoes', () => {
    expect(after(undefined, 'prepare')).toEqual({ kind: 'write', from: undefined, to: 'P' });
    expect(after('P', 'commit')).toEqual({ kind: 'write', from: 'P', to: 'C' });
    expect(after('P', 'rollback')).toEqual({ kind: 'write', from: 'P', to: 'U' });
  });

  it('stores a refusal, and repeats it when prepare is repeated', () => {
    expect(after(undefined, 'refuse')).toEqual({ kind: 'write', from: undefined, to: 'R' });
    expect(after('R', 'prepare')).toEqual({ kind: 'keep', state: 'R', refused: false });
  });

  it('leaves a tombstone when rollback overtakes prepare, and the late prepare does nothing', () => {
    expect(after(undefined, 'rollback')).toEqual({ kind: 'write', from: undefined, to: 'U' });
    expect(after('U', 'prepare')).toEqual({ kind: 'keep', state: 'U', refused: false });
  });

  it('answers a repeated step with its state', () => {
    expect(after('P', 'prepare')).toEqual({ kind: 'keep', state: 'P', refused: false });
    expect(after('C', 'commit')).toEqual({ kind: 'keep', state: 'C', refused: false });
    expect(after('U', 'rollback')).toEqual({ kind: 'keep', state: 'U', refused: false });
    expect(after('R', 'rollback')).toEqual({ kind: 'keep', state: 'R', refused: false });
  });

  it('refuses to undo after a commit, and to commit after an undo or a refusal', () => {
    expect(after('C', 'rollback')).toEqual({ kind: 'keep', state: 'C', refused: true });
    expect(after('U', 'commit')).toEqual({ kind: 'keep', state: 'U', refused: true });
    expect(after('R', 'commit')).toEqual({ kind: 'keep', state: 'R', refused: true });
  });

  it('has nothing to commit before prepare', () => {
    expect(after(undefined, 'commit')).toEqual({ kind: 'nothing' });
  });
});
