import * as z from 'zod/mini';
import { stepFault } from './fault.ts';

/** How long a defective version delays a call at most: less than the longest timeout of a function. */
const MAX_DELAY_MS = 600_000;

/** More calls of one function than an iteration of a journey makes. */
const MAX_CALLS = 100;

const name = z.string().check(z.minLength(1));

/** A new version of a function is deployed, with a defect. CodeDeploy shifts traffic to it, and must take it back. */
export const release = stepFault({
  name: 'release',
  summary:
    'A defective version of a function is deployed through CodeDeploy: it throws, is slow, or runs other code of the system.',
  parameters: z.strictObject({
    /** Name of the function, without the stage's prefix. */
    function: name,
    defect: z.enum(['throws', 'slow', 'code']),
    /** Real milliseconds by which a slow version is late. */
    ms: z.optional(z.int().check(z.gte(1), z.lte(MAX_DELAY_MS))),
    /** The definition's release whose code the version runs. */
    code: z.optional(name),
    /** Name of the function that checks a release before it receives traffic, without the stage's prefix. */
    check: z.optional(name),
    /** Names of CodeDeploy's application and deployment group; `<prefix>functions` and the function's name by default. */
    application: z.optional(name),
    group: z.optional(name),
    alias: z._default(name, 'live'),
    /** Name of the deployment configuration that shifts the traffic. */
    shift: z._default(name, 'CodeDeployDefault.LambdaCanary10Percent5Minutes'),
    /**
     * How many calls of the function an operation of the load makes at most, if nothing else calls it: neither a stream,
     * nor a repetition, nor another client. Absent: any number.
     */
    callsPerOperation: z.optional(z.int().check(z.gte(1), z.lte(MAX_CALLS))),
    /** How the deployment must end: alarms take it back, or nothing notices and it succeeds. */
    end: z._default(z.enum(['taken-back', 'kept']), 'taken-back'),
  }),
  needs: ['release'],
  hooks: ({ function: functionName, ...plan }) => ({
    place: { service: functionName, step: 'release' },
    effect: () => 'delays',
    release: { functionName, ...plan },
  }),
});
