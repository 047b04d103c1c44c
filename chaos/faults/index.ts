/** Every fault there is. Those inside functions are in step/, those of the stores in stores/: see README.md. */
import * as z from 'zod';
import { stepFaults } from './step/index.ts';
import { drifts } from './stores/index.ts';

export { stepFaults } from './step/index.ts';
export { type Drift, drifts, type Seeded } from './stores/index.ts';

/** Parameters of the fault `store-drift`: which of the drifts. */
export const DriftParameters = z.strictObject({ kind: z.enum(drifts.map(({ kind }) => kind)) });

/** A fault as `evenkeel chaos list` shows it. */
export interface ListedFault {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of its parameters. */
  readonly parameters: unknown;
}

export const faults: readonly ListedFault[] = [
  ...stepFaults.map(({ name, summary, parameters }) => ({ name, summary, parameters: z.toJSONSchema(parameters) })),
  {
    name: 'store-drift',
    summary: `Written straight into a store at rest: ${drifts.map(({ summary }) => summary).join(' ')}`,
    parameters: z.toJSONSchema(DriftParameters),
  },
];
