import { stepAt } from '../../prediction/steps.ts';
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { hooksOf } from './faults.ts';
import type { Surroundings } from './probes.ts';

/**
 * A message that a fault makes fail comes again only after the visibility timeout of its queue, or what the definition
 * states for its step, in real seconds. A run that ends earlier would prove nothing about the second delivery.
 */
export function redeliveryProblems(draft: Draft, { queues, system }: Surroundings): Problem[] {
  const [slowest] = (queues?.feeding ?? []).toSorted((one, other) => other.visibilitySeconds - one.visibilitySeconds);
  if (queues === undefined || slowest === undefined) return [];
  return (draft.faults ?? []).flatMap((fault, at) => {
    const hooks = hooksOf(fault);
    const step = hooks && stepAt(system, hooks.place);
    if (hooks === undefined || step?.delivered !== 'queue') return [];
    const makesFail = hooks.ports === undefined && hooks.effect('always', 'prepare') === 'rolls-back';
    const waited = secondsWaited(draft, fault.scenario, queues.speed);
    const stated = step.redeliverySeconds?.[hooks.crashes === true ? 'crashed' : 'failed'];
    const needed = stated ?? slowest.visibilitySeconds;
    if (!makesFail || waited === undefined || needed <= waited.total) return [];
    const after =
      stated === undefined ? `the visibility timeout of ${slowest.name}: ${needed} real s` : `${needed} real s`;
    const message = `makes messages to ${hooks.place.service} ${hooks.place.step} fail, which come again after ${after}. The run waits ${figure(waited.drain)} s of drain and ${figure(waited.converge)} s of convergeSeconds at speed ${queues.speed}; raise one of them, or shorten the timeout`;
    return [{ path: `faults[${at}]`, message }];
  });
}

/** Real seconds from the end of the fault's load until the stores are read at the latest. */
function secondsWaited({ phases = [], budgets }: Draft, scenario: string | undefined, speed: number) {
  const last = phases.findLastIndex(
    ({ scenarios = [] }) => scenario === undefined || scenarios.some(({ name }) => name === scenario),
  );
  const converge = budgets?.convergeSeconds;
  if (last < 0 || converge === undefined) return undefined;
  const later = phases
    .slice(last + 1)
    .reduce((sum, { seconds = 0, drainSeconds = 0 }) => sum + seconds + drainSeconds, 0);
  const drain = (phases[last]?.drainSeconds ?? 0) + later;
  return { drain, converge: converge / speed, total: drain + converge / speed };
}

const figure = (value: number): string => String(Number(value.toFixed(1)));
