import type { StateOf } from '../../language/states.ts';
import { timeOf } from '../../language/condition.ts';
import { runtimeError } from '../../state-error.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

/** Waits on the virtual clock, for seconds or until a time. */
export async function runWait(state: StateOf<'Wait'>, visit: Visit, query: Query): Promise<Leaving> {
  const { clock } = visit.thread.ports;
  const seconds = await query.value('Seconds', state.Seconds, state.SecondsPath);
  const until = await query.value('Timestamp', state.Timestamp, state.TimestampPath);
  const ms = seconds === undefined ? (timeOf(until ?? null) ?? NaN) - clock.now() : Number(seconds) * 1000;
  if (Number.isNaN(ms)) {
    throw runtimeError(`The wait of the state '${visit.name}' is neither a number of seconds nor a timestamp`);
  }
  if (ms > 0) await clock.sleep(ms, visit.thread.signal);
  return { output: await query.passOn(state), next: state.Next };
}
