import type { Experiment, RunEvent } from '../schemas/index.ts';
import { counted, invalid, sagaChecker, unknown, unlessDelayed, valid } from './checker.ts';
import { endsOfOwner, ownersRecord, secondsBetween, timesOf } from './saga-end.ts';

/** Real milliseconds between two samples above which the curve has a gap. */
const MAX_GAP_MS = 10_000;

type Sample = Extract<RunEvent, { kind: 'backlog' }>;

/**
 * After the last faulty phase, no saga stayed unfinished for longer than the experiment allows. The evidence is the
 * curve of unfinished sagas, sampled until none was left; if the load continued, it is also the times at which the
 * phase's own sagas ended.
 */
export const convergence = sagaChecker(
  'convergence',
  ['events', 'history', 'prediction', 'drained'],
  ({ events, history, prediction, drained }, journal, saga) => {
    const { experiment } = journal;
    const budget = experiment.budgets.convergeSeconds;
    const phase = lastFaultyPhase(experiment);
    const phaseEnd = events.find((event) => event.kind === 'phase.ended' && event.phase === phase?.name);
    if (phaseEnd === undefined) return unknown(`The end of phase ${phase?.name ?? '(none)'} was not recorded.`);

    const sent = new Set<string>();
    for (const { correlationId, elapsedMs } of history) if (elapsedMs <= phaseEnd.elapsedMs) sent.add(correlationId);
    let slowestSaga = 0;
    const lines: string[] = [];
    for (const state of drained.sagas) {
      const { correlationId } = state;
      if (!sent.has(correlationId) || prediction.get(correlationId)?.by === 'reconciler') continue;
      if (ownersRecord(saga, state) === null) continue;
      const hasEnded = endsOfOwner(saga, state).length > 0;
      const after = secondsBetween(phaseEnd.at, hasEnded ? timesOf(saga, state).changed : drained.at);
      if (after > slowestSaga) slowestSaga = after;
      if (after > budget) lines.push(`${correlationId}: unfinished for ${after.toFixed(0)} virtual s`);
    }
    const curve = events.filter(
      (event) => event.kind === 'backlog' && event.elapsedMs >= phaseEnd.elapsedMs,
    ) as Sample[];
    const isLastPhase = phase === experiment.phases.at(-1);
    const unfinished = curve.findLast((sample) => sample.unfinished > 0);
    const finished = curve.find(({ elapsedMs }) => elapsedMs > (unfinished?.elapsedMs ?? -1));
    const sampled = isLastPhase && finished !== undefined ? secondsBetween(phaseEnd.at, finished.at) : 0;
    const slowest = Math.max(slowestSaga, sampled);
    const measured = [{ name: 'time to converge', unit: 'virtual s', value: slowest, budget }];

    if (isLastPhase && unfinished !== undefined && secondsBetween(phaseEnd.at, unfinished.at) > budget) {
      const after = secondsBetween(phaseEnd.at, unfinished.at).toFixed(0);
      lines.push(
        `${counted(unfinished.unfinished, 'saga')} unfinished ${after} virtual s after phase ${phase?.name ?? ''}`,
      );
    }
    if (lines.length > 0) {
      const summary = `Sagas were still unfinished ${budget} virtual s after the last faulty phase.`;
      return unlessDelayed(invalid(summary, lines, measured), journal, events, {
        fromMs: 0,
        toMs: phaseEnd.elapsedMs + (slowest / journal.speed) * 1000,
      });
    }
    const gaps = gapsOf(curve, phaseEnd.elapsedMs, endOfLoad(events, experiment));
    if (gaps.length > 0) return unknown('The curve of unfinished sagas has gaps.', gaps, measured);
    return valid(`All sagas had ended ${slowest.toFixed(0)} virtual s after the last faulty phase.`, measured);
  },
);

/** When the last phase ended. No saga starts after that, so a count of zero is final. */
function endOfLoad(events: readonly RunEvent[], { phases }: Experiment): number {
  const last = phases.at(-1)?.name;
  return events.find((event) => event.kind === 'phase.ended' && event.phase === last)?.elapsedMs ?? Infinity;
}

/** Gaps in the curve. */
function gapsOf(curve: readonly Sample[], fromMs: number, endOfLoadMs: number): string[] {
  const last = curve.at(-1);
  if (last === undefined) return ['unfinished sagas were not counted after the last faulty phase'];
  const gaps = curve.flatMap(({ elapsedMs }, index) => {
    const previous = curve[index - 1];
    if (previous?.unfinished === 0 && previous.elapsedMs >= endOfLoadMs) return [];
    const before = previous?.elapsedMs ?? fromMs;
    return elapsedMs - before > MAX_GAP_MS
      ? [`no count between ${(before / 1000).toFixed(1)} and ${(elapsedMs / 1000).toFixed(1)} s of the run`]
      : [];
  });
  return last.unfinished === 0 ? gaps : [...gaps, `the last count was ${last.unfinished}, not 0`];
}

function lastFaultyPhase({ phases, faults }: Experiment) {
  const isFaulty = (name: string) => faults.some(({ scenario }) => scenario === name);
  return phases.findLast(({ scenarios }) => scenarios.some(({ name }) => isFaulty(name))) ?? phases.at(-1);
}
