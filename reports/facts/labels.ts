/** Plain labels for names that only the harness uses. */

const FIGURES: Readonly<Record<string, string>> = {
  synthesizeSeconds: 'Synthesizing the templates, seconds',
  bootSeconds: 'Booting the system, seconds',
  startSeconds: 'From the start of the run to its load, seconds',
  readsPerSecond: 'Reads that this machine answered per second before the run',
  loadScale: 'Share of the planned load that was sent',
  queues: 'Queues that feed functions',
  machineLoad: 'Load average of the machine before the run',
  machineHandles: 'Share of file handles in use before the run',
  machineFreeDiskMb: 'Free disk space before the run, MB',
  machineSlowdown: 'Slowest work of the machine, as a multiple of idle',
  machineSteal: 'CPU time that the hypervisor gave to others, share',
  machineMemoryStall: 'Time in which work waited for memory, share',
  harnessDelayMs: 'Longest delay of the harness itself, ms',
  harnessDelayP99Ms: 'Delay of the harness itself, p99, ms',
};

/** What a figure of the journal is. */
export const figureLabel = (name: string): string => (Object.hasOwn(FIGURES, name) ? (FIGURES[name] ?? name) : name);

/** Words of the report that a reader may not know. */
export const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['Alarm', 'a CloudWatch alarm of the system. A run predicts which ones fire and clear.'],
  ['Check', 'one question about the evidence. It is valid, invalid, or unknown if the evidence does not answer it.'],
  ['Drift', 'records of two stores that should agree and do not. A run may seed some on purpose.'],
  ['Evidence', 'the files that a run leaves. The verdict follows from them and the definition of the system alone.'],
  ['Fault', 'a failure that the run injects into a function, such as an exception or a delay.'],
  ['Hit', 'a request to which a fault happened. The seed decides before the load begins which requests that are.'],
  ['Invariant', 'a statement about the stores that must always hold, such as that money adds up.'],
  ['p50, p95, p99', 'the time within which 50, 95 or 99 of 100 requests were answered.'],
  ['Probe', 'a yes-or-no question to the system, before and after the run.'],
  ['Reconciler', 'the function that compares stores every hour and repairs drift.'],
  ['Saga', 'work that one request starts in several services. It ends completed or rolled back in all of them.'],
  ['Virtual time', 'the clock of the system on one machine. It runs faster than real time, at the speed of the run.'],
];
