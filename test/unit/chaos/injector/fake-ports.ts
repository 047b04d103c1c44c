import type { ArmedFault } from '../../../../chaos/schemas/control.ts';
import type { HitLogLine, InjectorPorts } from '../../../../chaos/injector/ports.ts';

export const NOW = Date.parse('2026-01-01T12:00:00Z');

/** Hits every iteration of scenario `load` of run `r1`. */
export function armed(overrides: Partial<ArmedFault> = {}): ArmedFault {
  return {
    faultId: 'lost-reply',
    fault: 'exception',
    experiment: 'test',
    run: 'r1',
    seed: 1,
    scenario: 'load',
    rate: 1,
    attempts: 'always',
    parameters: { service: 'payment', step: 'prepare', point: 'after-commit' },
    until: new Date(NOW + 60_000).toISOString(),
    by: 'somebody@somewhere',
    ...overrides,
  };
}

export interface FakePorts extends InjectorPorts {
  readonly lines: HitLogLine[];
  /** The places that were reported, each time. */
  readonly places: Parameters<InjectorPorts['served']>[0][];
  /** Parts that failed, in order. */
  readonly failures: string[];
  /** Errors of records that failed alone. */
  readonly errors: unknown[];
  /** What was slept, in milliseconds; no time passes. */
  readonly slept: number[];
}

/** The injector's way to a world in which nothing fails and no time passes. */
export function injector(faults: readonly ArmedFault[], overrides: Partial<InjectorPorts> = {}): FakePorts {
  const counts = new Map<string, number>();
  const lines: HitLogLine[] = [];
  const places: FakePorts['places'] = [];
  const failures: string[] = [];
  const errors: unknown[] = [];
  const slept: number[] = [];
  return {
    lines,
    places,
    failures,
    errors,
    slept,
    armed: () => faults,
    countAttempt: (fault, correlationId) => {
      const key = `${fault.faultId} ${correlationId}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return Promise.resolve(counts.get(key) ?? 0);
    },
    log: (line) => lines.push(line),
    announce: () => Promise.resolve(),
    served: (place) => places.push(place),
    failed: (_service, part) => failures.push(part),
    error: (error) => errors.push(error),
    now: () => NOW,
    sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
    ...overrides,
  };
}
