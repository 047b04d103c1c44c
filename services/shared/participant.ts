/**
 * The state machine that payment, warehouse and shipping share: prepared, then committed or undone. It is pure; the
 * stores make each write conditional on the state it starts from.
 */
export interface Lifecycle<State extends string> {
  readonly prepared: State;
  /** A business refusal. It is stored, so that a repeated prepare gets the same answer. */
  readonly refused?: State;
  readonly committed: State;
  /** Also the tombstone that a rollback leaves if no prepare came before it, so that a late prepare does nothing. */
  readonly undone: State;
}

export type Action = 'prepare' | 'refuse' | 'commit' | 'rollback';

export type Transition<State extends string> =
  | { readonly kind: 'write'; readonly from: State | undefined; readonly to: State }
  | { readonly kind: 'keep'; readonly state: State; readonly refused: boolean }
  /** A commit that arrived before anything was prepared. */
  | { readonly kind: 'nothing' };

/** What an action does to a participant in the state `current`; undefined means no row. */
export function transition<State extends string>(
  lifecycle: Lifecycle<State>,
  current: State | undefined,
  action: Action,
): Transition<State> {
  if (action === 'commit') return commit(lifecycle, current);
  if (action === 'rollback') return rollback(lifecycle, current);
  if (current !== undefined) return keep(current);
  const to = action === 'refuse' ? (lifecycle.refused ?? lifecycle.undone) : lifecycle.prepared;
  return { kind: 'write', from: undefined, to };
}

function commit<State extends string>(lifecycle: Lifecycle<State>, current: State | undefined): Transition<State> {
  if (current === undefined) return { kind: 'nothing' };
  if (current === lifecycle.prepared) return { kind: 'write', from: current, to: lifecycle.committed };
  return keep(current, current === lifecycle.undone || current === lifecycle.refused);
}

function rollback<State extends string>(lifecycle: Lifecycle<State>, current: State | undefined): Transition<State> {
  if (current === undefined || current === lifecycle.prepared) {
    return { kind: 'write', from: current, to: lifecycle.undone };
  }
  return keep(current, current !== lifecycle.undone && current !== lifecycle.refused);
}

const keep = <State extends string>(state: State, refused = false): Transition<State> => ({
  kind: 'keep',
  state,
  refused,
});
