/** Every fault there is: those inside functions in delivery/ and step/, those of the stores in stores/. See README.md. */
import * as z from 'zod';
import { type HookName, stepFaults } from './step/index.ts';
import { DriftParameters, drifts } from './stores/index.ts';

export { stepFaults } from './step/index.ts';
export { DriftParameters } from './stores/index.ts';

/** A fault as `evenkeel chaos list` shows it, in the order of application. */
export interface ListedFault {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of its parameters, as an experiment gives them. */
  readonly parameters: unknown;
  /** What it may take hold of, any one of them: hooks inside a function, or the stores. */
  readonly needs: readonly (HookName | 'stores')[];
}

export const faults: readonly ListedFault[] = [
  ...stepFaults.map(({ name, summary, parameters, needs }) => ({
    name,
    summary,
    parameters: z.toJSONSchema(parameters, { io: 'input' }),
    needs,
  })),
  {
    name: 'store-drift',
    summary: `Written straight into a store at rest: ${drifts.map(({ summary }) => summary).join(' ')}`,
    parameters: z.toJSONSchema(DriftParameters, { io: 'input' }),
    needs: ['stores'],
  },
];
