import * as z from 'zod';
import { parseScheduleExpression } from './expression.ts';
import { parseUniversalTarget, whyInvalid } from './universal-target.ts';

/** Numbers in templates may be strings. */
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/**
 * Maximum size of a target's input, in bytes.
 *
 * @internal
 */
export const MAX_INPUT_BYTES = 262_144;
const TOO_LARGE = `Member must have length less than or equal to ${String(MAX_INPUT_BYTES)}`;

const retryPolicy = z.object({
  MaximumEventAgeInSeconds: count(60, 86_400).default(86_400),
  MaximumRetryAttempts: count(0, 185).default(185),
});

const target = z
  .object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z
      .string()
      .refine((input) => Buffer.byteLength(input) <= MAX_INPUT_BYTES, TOO_LARGE)
      .optional(),
    RetryPolicy: retryPolicy.prefault({}),
    DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  })
  .superRefine(({ Arn, Input }, context) => {
    if (/^arn:aws[a-z-]*:lambda:/u.test(Arn) || isStateMachine(Arn)) return;
    const universal = parseUniversalTarget(Arn);
    if (universal === undefined) {
      const message = 'only Lambda functions, state machines and universal targets are simulated';
      context.addIssue({ code: 'custom', path: ['Arn'], message });
      return;
    }
    const message = whyInvalid(universal, Input);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['Input'], message });
  });

export const isStateMachine = (arn: string): boolean => /^arn:aws[a-z-]*:states:[^:]*:[^:]*:stateMachine:/u.test(arn);

/** Seconds since the epoch in the API, an ISO string in templates. */
const time = z.union([z.number().transform((seconds) => new Date(seconds * 1000)), z.coerce.date()]).pipe(z.date());

export const scheduleSettings = z
  .object({
    Description: z.string().optional(),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().default('UTC'),
    StartDate: time.optional(),
    EndDate: time.optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    FlexibleTimeWindow: z.object({
      Mode: z.enum(['OFF', 'FLEXIBLE']),
      MaximumWindowInMinutes: count(1, 1440).optional(),
    }),
    Target: target,
    ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
    KmsKeyArn: z.string().optional(),
  })
  .superRefine(({ ScheduleExpression, ScheduleExpressionTimezone }, context) => {
    try {
      parseScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['ScheduleExpression'], message: (error as Error).message });
    }
  });
export type ScheduleSettings = z.output<typeof scheduleSettings>;

export const scheduleName = z.string().regex(/^[\w.-]{1,64}$/u);

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly settings: ScheduleSettings;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}
