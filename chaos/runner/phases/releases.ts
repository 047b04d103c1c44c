/** Deploys the releases of an experiment instead of arming them, and records how each ended. */
import { HarnessError, messageOf } from '../../errors.ts';
import type { ReleasePlan } from '../../faults/index.ts';
import { releasePlanOf } from '../../prediction/index.ts';
import {
  awaitEnd,
  type Files,
  firstShareOf,
  type ReleasedFunction,
  type StartedRelease,
  startRelease,
  undoRelease,
} from '../../release/index.ts';
import { type Experiment, isHit, type LoadFault, plannedStretches } from '../../schemas/index.ts';
import type { RunContext } from '../context.ts';
import { callsOf } from './release-calls.ts';
import type { ArmedFaults } from './faults.ts';

/** Real seconds that a deployment may take until it gives its version traffic: its hook reconciles and probes. */
const START_SECONDS = 300;

/** Builds the code of a function with a release that the system's definition names. Its name is without the prefix. */
export type BuildRelease = (release: string, functionName: string) => Promise<Files>;

type ReleasingRun = Pick<
  RunContext,
  'experiment' | 'run' | 'seed' | 'target' | 'clock' | 'recorder' | 'signal' | 'progress'
>;

/** Wraps the arming of faults: those that are releases are deployed, and the others armed. */
export function withReleases(
  armed: ArmedFaults,
  context: ReleasingRun,
  buildRelease: BuildRelease | undefined,
): ArmedFaults {
  const { experiment } = context;
  const plans = plansOf(experiment);
  if (plans.size === 0) return armed;
  const releases = createReleases(context, plans, buildRelease);
  return {
    async arm(faults) {
      await Promise.all([
        armed.arm(faults.filter(({ id }) => !plans.has(id))),
        ...faults.filter(({ id }) => plans.has(id)).map((fault) => releases.begin(fault)),
      ]);
    },
    release: (faultId) => (plans.has(faultId) ? releases.end(faultId) : armed.release(faultId)),
    async releaseAll() {
      const ended = await Promise.allSettled([armed.releaseAll(), ...[...plans.keys()].map(releases.abandon)]);
      const failure = ended.find((one) => one.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    },
  };
}

/** The releases of an experiment, by the ids of their faults. */
function plansOf({ faults }: Experiment): ReadonlyMap<string, ReleasePlan> {
  return new Map(
    faults.flatMap((fault) => {
      const plan = releasePlanOf(fault);
      return plan === undefined ? [] : [[fault.id, plan] as const];
    }),
  );
}

interface Releases {
  /** Deploys the version; resolves once it receives traffic. Does nothing for one that has begun. */
  begin(fault: LoadFault): Promise<void>;
  /** Waits for the end of the deployment, records it, and puts the function back. */
  readonly end: (faultId: string) => Promise<void>;
  /** Puts the function back at once. */
  readonly abandon: (faultId: string) => Promise<void>;
}

interface Begun {
  readonly release: StartedRelease;
  /** Virtual time at which it got traffic. */
  readonly since: Date;
  /** Real milliseconds of the run at which its lease ends. */
  readonly leaseEnds: number;
}

function createReleases(
  context: ReleasingRun,
  plans: ReadonlyMap<string, ReleasePlan>,
  buildRelease: BuildRelease | undefined,
): Releases {
  const { experiment, run, seed, target, clock, recorder, signal, progress } = context;
  const { clients, system } = target;
  const begun = new Map<string, Begun>();

  const undo = async (faultId: string): Promise<void> => {
    const found = begun.get(faultId);
    if (found === undefined || !begun.delete(faultId)) return;
    for (const kept of await undoRelease(clients, found.release)) progress(kept);
    recorder.record({ kind: 'fault.released', faultId });
  };

  return {
    async begin(fault) {
      const { id: faultId, leaseSeconds } = fault;
      const plan = plans.get(faultId);
      if (plan === undefined || begun.has(faultId)) return;
      // The lease counts from the first traffic, which the version's own end of it must not come before.
      const latest = clock.virtual(clock.elapsedMs() + (START_SECONDS + leaseSeconds) * 1000);
      const physical = (name: string) => `${system.prefix}${name}`;
      const { code, check, defect, ms, shift } = plan;
      progress(`releasing a version of ${plan.functionName} that ${describe(plan)}`);
      const release = await startRelease(
        clients,
        releasedFunction(plan, system.prefix),
        {
          shift,
          hooks: check === undefined ? {} : { BeforeAllowTraffic: physical(check) },
          defect: {
            faultId,
            run,
            scenario: fault.scenario ?? '',
            iterations: chosenIterations(experiment, fault, seed),
            until: latest.toISOString(),
            defect,
            ms,
          },
          other: code === undefined ? undefined : await built(code, plan.functionName, buildRelease),
        },
        AbortSignal.any([signal, AbortSignal.timeout(START_SECONDS * 1000)]),
      );
      const leaseEnds = clock.elapsedMs() + leaseSeconds * 1000;
      begun.set(faultId, { release, since: clock.virtual(), leaseEnds });
      const { deploymentId: deployment, from, to } = release;
      recorder.record({
        kind: 'fault.armed',
        faultId,
        fault: fault.fault,
        until: clock.virtual(leaseEnds).toISOString(),
      });
      recorder.record({
        kind: 'release.began',
        faultId,
        function: plan.functionName,
        deployment,
        from,
        to,
        percent: firstShareOf(shift),
      });
    },

    async end(faultId) {
      const found = begun.get(faultId);
      if (found === undefined) return;
      const { release, since, leaseEnds } = found;
      const isOver = () => clock.elapsedMs() > leaseEnds;
      progress(`waiting for the end of deployment ${release.deploymentId}`);
      const { end, foreign } = await awaitEnd(clients, release, isOver, signal);
      // A version that was kept receives calls after its deployment, too.
      const takenBackAt = end?.status === 'Succeeded' ? undefined : end?.completedAt;
      const calls = await callsOf(context, release, { from: since, to: takenBackAt ?? clock.virtual() });
      const short = (name: string) => (name.startsWith(system.prefix) ? name.slice(system.prefix.length) : name);
      recorder.record({
        kind: 'release.ended',
        faultId,
        deployment: release.deploymentId,
        status: statusOf(end?.status),
        ...(end?.code !== undefined && { code: end.code }),
        message: end?.message ?? 'The deployment did not end within the lease of its fault.',
        serving: end?.serving ?? release.from,
        otherPercent: end?.otherPercent ?? 0,
        ...(foreign.length > 0 && { foreign: [...foreign] }),
        watches: (end?.watches ?? []).map(short),
        rollsBackOn: [...(end?.rollsBackOn ?? [])],
        calls: calls.all,
        callsOfNew: calls.ofNew,
      });
      await undo(faultId);
    },

    abandon: async (faultId) => {
      await undo(faultId).catch((error: unknown) => {
        throw new HarnessError(
          `the release ${faultId} could not be taken back: ${messageOf(error)}. Its version behaves like the intact one once its lease has ended; deploy the stage again to remove it`,
        );
      });
    },
  };
}

function releasedFunction(plan: ReleasePlan, prefix: string): ReleasedFunction {
  const functionName = `${prefix}${plan.functionName}`;
  const { application = `${prefix}functions`, group = functionName, alias } = plan;
  return { functionName, alias, application, group };
}

function describe({ defect, ms = 0, code = '' }: ReleasePlan): string {
  if (defect === 'throws') return 'throws';
  return defect === 'slow' ? `is ${ms} ms late` : `runs the code of ${code}`;
}

async function built(code: string, functionName: string, build: BuildRelease | undefined): Promise<Files> {
  if (build === undefined)
    throw new HarnessError(`the release ${code} needs a definition of the system, which names it`);
  return build(code, functionName);
}

/** The operations of the fault's scenario that the seed chooses. */
function chosenIterations({ phases }: Experiment, fault: LoadFault, seed: number): number[] {
  const { id: faultId, scenario = '', rate, iterations } = fault;
  const aim = { seed, faultId, scenario, rate, iterations };
  const stretches = [...plannedStretches(phases).values()].filter((each) => each.scenario === scenario);
  return stretches.flatMap(({ firstIteration, planned }) =>
    Array.from({ length: planned }, (_, index) => firstIteration + index).filter((iteration) => isHit(aim, iteration)),
  );
}

const STATUSES = ['Succeeded', 'Failed', 'Stopped'] as const;

const statusOf = (status: string | undefined): (typeof STATUSES)[number] | 'unfinished' =>
  STATUSES.find((each) => each === status) ?? 'unfinished';
