import { stepAt } from '../../prediction/steps.ts';
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { hooksOf } from './faults.ts';
import type { Surroundings } from './probes.ts';

/**
 * A message that a fault makes fail comes again only after the visibility timeout of its queue, in real seconds. A run
 * that ends earlier would prove nothing about the second delivery.
 */
export function redeliveryProblems(draft: Draft, { queues, system }: Surroundings): Problem[] {
  const [slowest] = (queues?.feeding ?? []).toSorted((one, other) => other.visibilitySeconds - one.visibilitySeconds);
  if (queues === undefined || slowest === undefined) return [];
  return (draft.faults ?? []).flatMap((fault, at) => {
    const hooks = hooksOf(fault);
    if (hooks === undefined || stepAt(system, hooks.place)?.delivered !== 'queue') return [];
    const makesFail = hooks.ports === undefined && hooks.effect('always', 'prepare') === 'rolls-back';
    const waited = secondsWaited(draft, fault.scenario, queues.speed);
    if (!makesFail || waited === undefined || slowest.visibilitySeconds <= waited.total) return [];
    const { service, step } = hooks.place;
    const message = `makes messages to ${service} ${step} fail, which come again after the visibility timeout of ${slowest.name}: ${slowest.visibilitySeconds} real s. The run waits ${figure(waited.drain)} s of drain and ${figure(waited.converge)} s of convergeSeconds at speed ${queues.speed}; raise one of them, or shorten the timeout`;
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
