import type { Experiment, RunEvent } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, invalid, unknown, valid } from './checker.ts';
import { largest, seconds } from './figures.ts';
import { isEnd } from './rest.ts';
import { timed } from './timed.ts';

/** Real milliseconds between two looks beyond which the curve has a hole. */
const HOLE_MS = 10_000;

type Sample = Extract<RunEvent, { kind: 'backlog' }>;

/**
 * After the last faulty phase no saga stayed unfinished for longer than the experiment allows: by the curve that was
 * sampled until none was left and, where load went on, by the times at which the phase's own sagas came to their ends.
 */
export const convergence = checker(
  'convergence',
  ['events', 'history', 'prediction', 'drained'],
  ({ events, history, prediction, drained }, journal) => {
    const { experiment } = journal;
    const budget = experiment.budgets.convergeSeconds;
    const last = lastFaultyPhase(experiment);
    const ended = events.find((event) => event.kind === 'phase.ended' && event.phase === last?.name);
    if (ended === undefined) return unknown(`The end of phase ${last?.name ?? '(none)'} was not recorded.`);

    const sent = new Set(
      history.filter(({ elapsedMs }) => elapsedMs <= ended.elapsedMs).map(({ correlationId }) => correlationId),
    );
    const times = drained.sagas.flatMap(({ correlationId, order }) => {
      if (order === null || !sent.has(correlationId) || prediction.get(correlationId)?.by === 'reconciler') return [];
      const after = seconds(ended.at, isEnd(order.state) ? order.updatedAt : drained.at);
      return Number.isNaN(after) ? [] : [{ correlationId, after }];
    });
    const curve = events.filter((event) => event.kind === 'backlog' && event.elapsedMs >= ended.elapsedMs) as Sample[];
    const quiet = last === experiment.phases.at(-1);
    const unfinished = curve.findLast((sample) => sample.unfinished > 0);
    const atRest = curve.find(({ elapsedMs }) => elapsedMs > (unfinished?.elapsedMs ?? -1));
    const seen = quiet && atRest !== undefined ? seconds(ended.at, atRest.at) : 0;
    const slowest = Math.max(0, largest(times.map(({ after }) => after)) ?? 0, seen);
    const measured = [{ name: 'converged after', unit: 'virtual s', value: slowest, budget }];

    const late = times.filter(({ after }) => after > budget);
    const lines = late.map(
      ({ correlationId, after }) => `${correlationId}: unfinished for ${after.toFixed(0)} virtual s`,
    );
    if (quiet && unfinished !== undefined && seconds(ended.at, unfinished.at) > budget) {
      const after = seconds(ended.at, unfinished.at).toFixed(0);
      lines.push(`${unfinished.unfinished} sagas were unfinished ${after} virtual s after phase ${last?.name ?? ''}`);
    }
    if (lines.length > 0) {
      const summary = `Sagas were unfinished more than ${budget} virtual s after the last faulty phase.`;
      return timed(invalid(summary, lines, measured), journal);
    }
    const gaps = gapsOf(curve, ended.elapsedMs, endOfLoad(events, experiment));
    if (gaps.length > 0) return unknown('The curve of unfinished sagas was not sampled to its end.', gaps, measured);
    return valid(`No saga was unfinished ${slowest.toFixed(0)} virtual s after the last faulty phase.`, measured);
  },
  knowsStores,
);

/** When the last phase ended: from then on, what is at rest stays so, and need not be counted any more. */
function endOfLoad(events: readonly RunEvent[], { phases }: Experiment): number {
  const last = phases.at(-1)?.name;
  return events.find((event) => event.kind === 'phase.ended' && event.phase === last)?.elapsedMs ?? Infinity;
}

/** What the curve does not tell. */
function gapsOf(curve: readonly Sample[], fromMs: number, endOfLoadMs: number): string[] {
  const last = curve.at(-1);
  if (last === undefined) return ['nobody counted unfinished sagas after the last faulty phase'];
  const holes = curve.flatMap(({ elapsedMs }, index) => {
    const earlier = curve[index - 1];
    if (earlier?.unfinished === 0 && earlier.elapsedMs >= endOfLoadMs) return [];
    const before = earlier?.elapsedMs ?? fromMs;
    return elapsedMs - before > HOLE_MS
      ? [`nobody counted between ${(before / 1000).toFixed(1)} and ${(elapsedMs / 1000).toFixed(1)} s of the run`]
      : [];
  });
  return last.unfinished === 0 ? holes : [...holes, `${last.unfinished} were unfinished at the last count`];
}

function lastFaultyPhase({ phases, faults }: Experiment) {
  const isFaulty = (name: string) => faults.some(({ scenario }) => scenario === name);
  return phases.findLast(({ scenarios }) => scenarios.some(({ name }) => isFaulty(name))) ?? phases.at(-1);
}
