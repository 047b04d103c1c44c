import * as z from 'zod';
import { type HookName, stepFaults } from './index.ts';
import { DriftParameters, drifts } from './stores/index.ts';

/** A fault as `evenkeel chaos list` shows it. */
export interface ListedFault {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of its parameters, as an experiment gives them. */
  readonly parameters: unknown;
  /** What it can act through, any one of them: hooks inside a function, or the stores. */
  readonly needs: readonly (HookName | 'stores')[];
}

/** In the order in which they are applied. */
export const faults: readonly ListedFault[] = [
  ...stepFaults.map(({ name, summary, parameters, needs }) => ({
    name,
    summary,
    parameters: z.toJSONSchema(parameters, { io: 'input' }),
    needs,
  })),
  {
    name: 'store-drift',
    summary: `Written directly into a store at rest: ${drifts.map(({ summary }) => summary).join(' ')}`,
    parameters: z.toJSONSchema(DriftParameters, { io: 'input' }),
    needs: ['stores'],
  },
];
