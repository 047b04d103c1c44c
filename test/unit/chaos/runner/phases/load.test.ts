import { describe, expect, it } from '@jest/globals';
import { StoppedError } from '../../../../../chaos/errors.ts';
import { loadAndBreak } from '../../../../../chaos/runner/phases/load.ts';
import type { LoadDriver, LoadRequest, LoadResult, Operation } from '../../../../../chaos/schemas/index.ts';
import { experiment } from '../../sound-run.ts';
import { fakeRun } from '../fake-run.ts';

/** Without the hourly schedule, no run has to wait for a tick. */
const unscheduled = { ...experiment, reconcile: undefined };
const operation = (sentAt: string): Operation => ({
  correlationId: 'r1-base-0',
  scenario: 'base',
  iteration: 0,
  journey: 'lend',
  status: 202,
  durationMs: 5,
  sentAt,
  elapsedMs: 0,
});
const sent: LoadResult = {
  exitCode: 0,
  droppedIterations: 0,
  scenarios: {},
  failedThresholds: [],
  operations: [operation('2026-01-01T12:00:02.500Z')],
};

/** Loads a fake run. @param finish how the load ends once it has begun */
function load(fake: ReturnType<typeof fakeRun>, finish: (request: LoadRequest) => Promise<LoadResult>) {
  const requests: LoadRequest[] = [];
  const written: Operation[][] = [];
  const driver: LoadDriver = {
    start(request) {
      requests.push(request);
      const started = Promise.resolve(request.ready);
      const finished = started.then(() => finish(request));
      finished.catch(() => undefined);
      return Promise.resolve({ started, finished, recent: () => Promise.resolve({ operations: 0, failed: 0 }) });
    },
  };
  const directory = {
    history: (operations: readonly Operation[]) => Promise.resolve(void written.push([...operations])),
  };
  const result = loadAndBreak(fake.run, {
    load: driver,
    credentials: { headers: {} },
    directory,
    path: '/runs/r1',
  });
  result.catch(() => undefined);
  return { result, requests, written };
}

const untilAborted = ({ signal }: LoadRequest) =>
  new Promise<LoadResult>((_resolve, reject) => {
    const end = () => {
      reject(new Error('k6 was ended'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });

describe('the load of a run', () => {
  it('goes through all phases, and its operations are timed from the start of the run', async () => {
    const fake = fakeRun(unscheduled);
    const { result, requests, written } = load(fake, () => Promise.resolve(sent));
    expect((await result).operations).toMatchObject([{ correlationId: 'r1-base-0', elapsedMs: 2500 }]);
    expect(written).toEqual([(await result).operations]);
    expect(requests).toMatchObject([{ run: 'r1', seed: 7, runDirectory: '/runs/r1' }]);
    expect(fake.recorder.events.filter(({ kind }) => kind === 'phase.drained')).toHaveLength(2);
    expect(fake.done).toEqual(['3.8 s: arm broken-reservation', '15 s: release broken-reservation']);
  });

  it('begins only when the faults of the first phase have been read', async () => {
    const [broken] = unscheduled.phases.slice(1);
    const fake = fakeRun({ ...unscheduled, phases: broken === undefined ? [] : [broken] });
    await load(fake, () => Promise.resolve(sent)).result;
    expect(fake.done[0]).toBe('0 s: arm broken-reservation');
    expect(fake.run.figures).toEqual({ startSeconds: 1.2 });
  });

  it('ends the phases when it fails', async () => {
    const fake = fakeRun(unscheduled);
    const { result } = load(fake, () => Promise.reject(new Error('k6 crashed')));
    await expect(result).rejects.toThrow('k6 crashed');
    expect(fake.recorder.events.some(({ kind }) => kind === 'phase.drained')).toBe(false);
  });

  it('is ended when a phase fails', async () => {
    const fake = fakeRun(unscheduled);
    const arm = (faults: readonly unknown[]) =>
      faults.length > 0 ? Promise.reject(new Error('the stage is lost')) : Promise.resolve();
    const run = { ...fake.run, faults: { ...fake.run.faults, arm } };
    const { result, requests } = load({ ...fake, run }, untilAborted);
    await expect(result).rejects.toThrow('k6 was ended');
    expect((requests[0]?.signal.reason as Error).message).toBe('the stage is lost');
  });

  it('keeps what was sent until the run was stopped', async () => {
    const stopping = new AbortController();
    const stopped = () => (stopping.signal.aborted ? (stopping.signal.reason as StoppedError) : undefined);
    const halt = { stopped, halt: () => undefined, signal: stopping.signal, disarmed: () => Promise.resolve() };
    const fake = fakeRun(unscheduled, { halt, ending: stopping.signal });
    const { result, written } = load(fake, () => {
      stopping.abort(new StoppedError('chaos stop', 'stopped by me'));
      return Promise.resolve(sent);
    });
    expect((await result).operations).toHaveLength(1);
    expect(written).toHaveLength(1);
  });

  it('sends nothing, and is stopped rather than broken, if the system refuses what is to break it', async () => {
    const stopping = new AbortController();
    const stopped = () => (stopping.signal.aborted ? (stopping.signal.reason as StoppedError) : undefined);
    const halted = (reason: Error) => {
      stopping.abort(reason);
    };
    const halt = { stopped, halt: halted, signal: stopping.signal, disarmed: () => Promise.resolve() };
    const [broken] = unscheduled.phases.slice(1);
    const only = { ...unscheduled, phases: broken === undefined ? [] : [broken] };
    const fake = fakeRun(only, { halt, ending: stopping.signal });
    const refusal = new StoppedError('release of pay', 'its check failed');
    const run = { ...fake.run, faults: { ...fake.run.faults, arm: () => Promise.reject(refusal) } };
    const { result, written } = load({ ...fake, run }, untilAborted);
    expect((await result).operations).toEqual([]);
    expect(stopped()).toBe(refusal);
    expect(written).toEqual([[]]);
  });

  it('rejects with the reason of the caller who ended the run', async () => {
    const fake = fakeRun(unscheduled);
    const { result } = load(fake, (request) => {
      fake.abort(new Error('SIGINT'));
      return untilAborted(request);
    });
    await expect(result).rejects.toThrow('SIGINT');
  });
});
