/** Probes: yes-or-no questions to the system, for a steady state or a stop condition. */
import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import { askAlarms } from './alarms.ts';
import { askHttp, type Credentials } from './http.ts';
import { askMetric } from './metric.ts';
import { askModule, type ProbeModules } from './module.ts';
import type { ProbeContext } from './probe.ts';
import { askReconcileClean } from './reconcile-clean.ts';

export type { ProbeContext } from './probe.ts';

/** What probes need beside the system. */
export interface ProbePorts {
  readonly modules: ProbeModules;
  /** Headers that the system's API requires. */
  readonly credentials: Credentials;
}

/** Asks a probe once. Rejects if it gave no answer, because that says nothing about the system. */
export function askProbe(probe: Probe, context: ProbeContext, ports: ProbePorts): Promise<ProbeAnswer> {
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
      return askModule(probe, context, ports.modules);
  }
}
