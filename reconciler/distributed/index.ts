/**
 * A run that many functions share: the stages of a Step Functions state machine. Each stage reads what the ones before it
 * left in the control table, and may be repeated after it was killed.
 */
import * as z from 'zod/mini';
import { choice } from '../options.ts';
import { decodeStage } from './decode.ts';
import { joinStage } from './join.ts';
import { mergeStage } from './merge.ts';
import { planStage } from './plan.ts';
import { readStage } from './read.ts';
import { sketchStage } from './sketch.ts';
import type { StageContext } from './stage.ts';

export { preparedRun, type Prepared } from './conclude.ts';
export { ONE_FUNCTION_SECONDS, partsFor, readingSeconds } from './fit.ts';
export type { StageContext } from './stage.ts';

const batch = z.string();
const whole = z.int().check(z.minimum(0));

/** What the state machine passes to the stages before the last. */
const inputs = {
  plan: z.looseObject({ id: z.string(), trigger: z.string(), oneFunctionSeconds: z.optional(z.number()) }),
  sketch: z.looseObject({ batch, unit: whole }),
  merge: z.looseObject({ batch, group: whole }),
  decode: z.looseObject({ batch }),
  read: z.looseObject({ batch, round: whole, unit: whole }),
  join: z.looseObject({ batch, round: whole }),
};

/** The last stage is a run with repairs; the handler itself carries it out. */
const concludeInput = z.looseObject({
  trigger: z.string(),
  /** What the stages before it have passed on. */
  state: z.looseObject({
    batch: z.optional(batch),
    /** The error of a stage that failed, as Step Functions describes it. */
    failure: z.optional(z.looseObject({ Error: z.optional(z.string()), Cause: z.optional(z.string()) })),
  }),
});

export type ConcludeInput = z.infer<typeof concludeInput>;

export type StageName = keyof typeof inputs | 'conclude';

export const stageEvent = z.looseObject({ stage: choice([...Object.keys(inputs), 'conclude']) });

/** The stage that an event asks for; undefined for an event that starts a run in one function. */
export function stageOf(event: unknown): StageName | undefined {
  const named = typeof event === 'object' && event !== null && 'stage' in event;
  return named ? (event.stage as StageName) : undefined;
}

export const parseConclude = (event: unknown): ConcludeInput => concludeInput.parse(event);

/** Carries out a stage before the last. Returns what the state machine passes on. */
export async function runStage(
  stage: Exclude<StageName, 'conclude'>,
  event: unknown,
  context: StageContext,
): Promise<object> {
  switch (stage) {
    case 'plan': {
      const { id, trigger, oneFunctionSeconds } = inputs.plan.parse(event);
      const isScheduled = trigger === 'schedule';
      return planStage({ id, isScheduled, ...(oneFunctionSeconds !== undefined && { oneFunctionSeconds }) }, context);
    }
    case 'sketch':
      return sketchStage(inputs.sketch.parse(event), context);
    case 'merge':
      return mergeStage(inputs.merge.parse(event), context);
    case 'decode':
      return decodeStage(inputs.decode.parse(event), context);
    case 'read':
      return readStage(inputs.read.parse(event), context);
    case 'join':
      return joinStage(inputs.join.parse(event), context);
  }
}
