/** Probes: questions to the system that are answered by yes or no, of a steady state or of a stop condition. */
import type { Probe } from '../../schemas/index.ts';
import { HarnessError } from '../errors.ts';
import { askAlarms } from './alarms.ts';
import type { ProbeAnswer, ProbeContext, ProbeModule } from './answer.ts';
import { askHttp, type Credentials } from './http.ts';
import { askMetric } from './metric.ts';
import { askReconcileClean } from './reconcile-clean.ts';

export type { ProbeAnswer, ProbeContext, ProbeModule } from './answer.ts';

/** What probes take beside the system. */
export interface ProbePorts {
  /** Modules that the experiment names, by the name it gives them. */
  readonly probeModules: ReadonlyMap<string, ProbeModule>;
  /** Headers that open the system's front door. */
  readonly credentials: Credentials;
}

/** Asks a probe once. Rejects where it could not be asked, or gave no answer: that says nothing of the system. */
export function ask(probe: Probe, context: ProbeContext, ports: ProbePorts): Promise<ProbeAnswer> {
  switch (probe.probe) {
    case 'http':
      return askHttp(probe, context, ports.credentials);
    case 'metric':
      return askMetric(probe, context);
    case 'alarms':
      return askAlarms(probe, context);
    case 'reconcile-clean':
      return askReconcileClean(probe, context);
    case 'module':
      return askModule(probe.file, context, ports);
  }
}

async function askModule(file: string, context: ProbeContext, { probeModules }: ProbePorts): Promise<ProbeAnswer> {
  const module = probeModules.get(file);
  if (module === undefined) throw new HarnessError(`probe module ${file} was not loaded`);
  const answer: unknown = await module(context);
  if (isAnswer(answer)) return answer;
  throw new HarnessError(`probe module ${file} must resolve to { holds: boolean, says: string }`);
}

function isAnswer(answer: unknown): answer is ProbeAnswer {
  if (typeof answer !== 'object' || answer === null) return false;
  const { holds, says } = answer as Partial<ProbeAnswer>;
  return typeof holds === 'boolean' && typeof says === 'string';
}

/** What a probe is called in events: its kind and what it asks about. */
export function nameOf(probe: Probe): string {
  switch (probe.probe) {
    case 'http':
      return `http ${probe.path}`;
    case 'metric':
      return `metric ${[probe.name, ...Object.values(probe.dimensions)].join(' ')}, ${probe.statistic}`;
    case 'alarms':
      return probe.names === undefined ? 'alarms' : `alarms ${probe.names.join(', ')}`;
    case 'reconcile-clean':
      return 'reconcile-clean';
    case 'module':
      return `module ${probe.file}`;
  }
}

/** A name for each of a list; a probe that asks what an earlier one asks is told by its number. */
export function namesOf(probes: readonly Probe[]): string[] {
  const names = probes.map(nameOf);
  return names.map((name, index) => (names.indexOf(name) === index ? name : `${name} (${index + 1})`));
}
