/** Route 53: what stacks say about names and health checks, which a front of two regions follows. */
import type { AnyResourceType } from '../core/index.ts';
import { createNames, type Names } from './names.ts';
import { healthCheckType, recordSetType } from './resource-types.ts';

export interface Route53 {
  readonly names: Names;
  readonly resourceTypes: readonly AnyResourceType[];
}

export function createRoute53(): Route53 {
  const names = createNames();
  return { names, resourceTypes: [healthCheckType(names), recordSetType(names)] };
}
