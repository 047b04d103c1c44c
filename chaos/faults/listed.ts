import * as z from 'zod';
import { driftKindsOf } from '../drift/index.ts';
import type { DriftKind, SystemDefinition } from '../system/index.ts';
import { type HookName, stepFaults } from './index.ts';

/** A fault as `evenkeel chaos list` shows it. */
export interface ListedFault {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of its parameters, as an experiment gives them. */
  readonly parameters: unknown;
  /** What it can act through; any one of these is enough: hooks inside a function, or the stores. */
  readonly needs: readonly (HookName | 'stores')[];
}

/** The faults of an experiment on the system, in the order in which they are applied. */
export function faultsOf(system: Pick<SystemDefinition, 'drift'> | undefined): readonly ListedFault[] {
  const kinds = driftKindsOf(system);
  return [
    ...stepFaults.map(({ name, summary, parameters, needs }) => ({
      name,
      summary,
      parameters: z.toJSONSchema(parameters, { io: 'input' }),
      needs,
    })),
    {
      name: 'store-drift',
      summary: `Written directly into a store at rest, by kind: ${kinds.map(({ kind, summary }) => `${kind}: ${summary}`).join(' ')}`,
      parameters: { type: 'object', oneOf: kinds.map(parametersOf) },
      needs: ['stores'],
    },
  ];
}

/** The faults that need no definition of a system. */
export const faults: readonly ListedFault[] = faultsOf(undefined);

function parametersOf({ kind, summary, parameters }: DriftKind<never>): object {
  const schema = z.toJSONSchema(parameters ?? z.strictObject({}), { io: 'input' });
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema')),
    description: summary,
    properties: { kind: { const: kind }, ...schema.properties },
    required: ['kind', ...(schema.required ?? [])],
  };
}
