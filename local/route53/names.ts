import type { HealthCheckSettings } from './health-check.ts';
import type { LatencyRecord } from './latency.ts';

export interface HealthCheck extends HealthCheckSettings {
  readonly id: string;
  /** What it asks: the URL on AWS. */
  readonly url: string;
}

export interface NamedRecord extends LatencyRecord {
  /** Without a dot at its end. */
  readonly name: string;
}

/** Seconds that a resolver keeps an alias record to an endpoint of API Gateway, in virtual milliseconds. */
export const ALIAS_TTL_MS = 60_000;

/** The health checks and records that the stacks of one region made. */
export interface Names {
  readonly healthChecks: Map<string, HealthCheck>;
  readonly records: NamedRecord[];
}

export const createNames = (): Names => ({ healthChecks: new Map(), records: [] });
