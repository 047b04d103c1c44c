/** The Amazon States Language: the members of each type of state. */
import * as z from 'zod';
import { anyJson, type Json } from '../data/json.ts';

const path = z.string().startsWith('$', 'must be a path that starts with $');
const nullablePath = z.union([path, z.null()]);
const expression = z.string().regex(/^\{%.*%\}$/su, 'must be a number or a JSONata expression');
/** In JSONata states, a text may be an expression that makes the number. */
const number = (min: number, max: number) => z.union([z.int().min(min).max(max), expression]);
const seconds = number(0, 99_999_999);
const template = z.record(z.string(), anyJson);
const errors = z.array(z.string()).min(1);
const outcome = { Assign: template.optional(), Output: anyJson.optional() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errors,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errors,
  Next: z.string(),
  ResultPath: nullablePath.optional(),
  ...outcome,
});

const common = { Comment: z.string().optional(), QueryLanguage: z.enum(['JSONPath', 'JSONata']).optional() };
const paths = { InputPath: nullablePath.optional(), OutputPath: nullablePath.optional() };
const exit = { Next: z.string().optional(), End: z.boolean().optional() };
const result = { ResultSelector: template.optional(), ResultPath: nullablePath.optional() };
const handling = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...paths,
  ...exit,
  ...outcome,
  Result: anyJson.optional(),
  Parameters: anyJson.optional(),
  ResultPath: nullablePath.optional(),
});

const task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...paths,
  ...exit,
  ...outcome,
  ...result,
  ...handling,
  Resource: z.string(),
  Parameters: anyJson.optional(),
  Arguments: anyJson.optional(),
  TimeoutSeconds: seconds.optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: seconds.optional(),
  HeartbeatSecondsPath: path.optional(),
  Credentials: z.never('a task with other credentials is not simulated').optional(),
});

/** A condition of a Choice state: one comparison, or And, Or and Not of others. Its members are checked with the choice. */
export type Condition = Readonly<Record<string, Json>>;

const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...paths,
  ...outcome,
  Choices: z.array(z.record(z.string(), anyJson).and(z.object({ Next: z.string() }))).min(1),
  Default: z.string().optional(),
});

const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...common,
  ...paths,
  ...exit,
  ...outcome,
  Seconds: seconds.optional(),
  SecondsPath: path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: path.optional(),
});

const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, ...paths, ...outcome });

const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...common,
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
});

const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...paths,
  ...exit,
  ...outcome,
  ...result,
  ...handling,
  Parameters: anyJson.optional(),
  Arguments: anyJson.optional(),
  Branches: z.array(z.lazy((): z.ZodType<SubMachine> => subMachine)).min(1),
});

/** The states of a branch. */
interface SubMachine {
  readonly Comment?: string | undefined;
  readonly QueryLanguage?: QueryLanguage | undefined;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The states that a map runs for each item. */
interface ItemProcessor extends Omit<SubMachine, 'QueryLanguage'> {
  readonly ProcessorConfig?: z.output<typeof processorConfig> | undefined;
}

const processorConfig = z.strictObject({
  Mode: z.enum(['INLINE', 'DISTRIBUTED']).default('INLINE'),
  ExecutionType: z.enum(['STANDARD', 'EXPRESS']).optional(),
});

const itemBatcher = z.strictObject({
  MaxItemsPerBatch: number(1, 100_000_000).optional(),
  MaxItemsPerBatchPath: path.optional(),
  MaxInputBytesPerBatch: number(1, 262_144).optional(),
  MaxInputBytesPerBatchPath: path.optional(),
  BatchInput: anyJson.optional(),
});

const map = z.strictObject({
  Type: z.literal('Map'),
  ...common,
  ...paths,
  ...exit,
  ...outcome,
  ...result,
  ...handling,
  Parameters: template.optional(),
  ItemSelector: anyJson.optional(),
  ItemsPath: path.optional(),
  Items: anyJson.optional(),
  MaxConcurrency: number(0, 10_000).optional(),
  MaxConcurrencyPath: path.optional(),
  ItemBatcher: itemBatcher.optional(),
  ToleratedFailurePercentage: z.union([z.number().min(0).max(100), expression]).optional(),
  ToleratedFailurePercentagePath: path.optional(),
  ToleratedFailureCount: number(0, Number.MAX_SAFE_INTEGER).optional(),
  ToleratedFailureCountPath: path.optional(),
  Label: z.string().max(40).optional(),
  ItemReader: z
    .never('an ItemReader is not simulated: there is no local S3; pass the items with ItemsPath or Items')
    .optional(),
  ResultWriter: z
    .never('a ResultWriter is not simulated: there is no local S3; write the results in the tasks')
    .optional(),
  ItemProcessor: z.lazy((): z.ZodType<ItemProcessor> => processor).optional(),
  Iterator: z.lazy((): z.ZodType<SubMachine> => subMachine).optional(),
});

const state = z.discriminatedUnion('Type', [pass, task, choice, wait, succeed, fail, parallel, map]);

const states = { StartAt: z.string(), States: z.record(z.string().min(1).max(80), state) };

const subMachine = z.strictObject({ Comment: z.string().optional(), QueryLanguage: common.QueryLanguage, ...states });
const processor = z.strictObject({
  ProcessorConfig: processorConfig.optional(),
  Comment: z.string().optional(),
  ...states,
});

export const stateMachine = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: common.QueryLanguage,
  TimeoutSeconds: z.int().min(0).max(99_999_999).optional(),
  ...states,
});

export type State = z.output<typeof state>;
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
export type StateMachineDefinition = z.output<typeof stateMachine>;
/** States with their start, as a state machine, a branch and an item processor have them. */
export type States = Pick<SubMachine, 'StartAt' | 'States'>;
export type Retrier = z.output<typeof retrier>;
export type Catcher = z.output<typeof catcher>;
export type QueryLanguage = 'JSONPath' | 'JSONata';
