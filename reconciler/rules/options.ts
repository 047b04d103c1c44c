/** What the options of rules and reconciliations must look like at run time. A test compares these shapes with the types. */
import * as z from 'zod/mini';
import { callback, choice, custom, filledText, hasMethods, strict } from '../options.ts';

const text = z.string();
const texts = z.array(text);

const view = custom(
  'a view, for example from postgresView(...)',
  (value) => hasMethods(value, 'scan', 'read') && 'name' in Object(value) && 'fields' in Object(value),
);

/** Allows other members, because an owner may be an object with members of its own. */
const ownerCall = z.looseObject({ owner: text, compensation: text, call: callback });

const repairLimits = { count: z.optional(z.number()), share: z.optional(z.number()), always: z.optional(z.number()) };

const ruleLimits = {
  ...repairLimits,
  rows: z.optional(z.number()),
  readCapacity: z.optional(z.number()),
};

const everyHours = strict({ everyHours: z.number() });
const changes = strict({
  changes: custom('true', (value) => value === true),
  fullEveryHours: z.number(),
});

const common = {
  name: filledText,
  after: z.optional(texts),
  settleWindow: z.number(),
  settleRounds: z.optional(z.number()),
  expectRows: z.optional(strict({ left: z.optional(z.number()), right: z.optional(z.number()) })),
  allowEmpty: z.optional(
    z.union([z.boolean(), strict({ left: z.optional(z.boolean()), right: z.optional(z.boolean()) })]),
  ),
  maxShrink: z.optional(z.number()),
  limits: z.optional(strict(ruleLimits)),
};

const stuck = { stuckAfter: z.optional(z.number()), onStuck: z.optional(ownerCall) };

const cadence = z.optional(z.union([everyHours, changes]));

const master = choice(['left', 'right', 'freshest'], {
  orElse: 'a function of the two rows',
  accepts: (value) => typeof value === 'function',
});

const repair = z.discriminatedUnion(
  'kind',
  [
    strict({ kind: z.literal('copy') }),
    strict({ kind: z.literal('report') }),
    z.looseObject({ kind: z.literal('callOwner'), owner: text, compensation: text, call: callback }),
  ],
  { error: ({ input }) => (typeof input === 'object' ? '"copy", "callOwner" or "report"' : undefined) },
);

export const comparisonOptions = strict({
  ...common,
  ...stuck,
  inFlight: z.optional(callback),
  cadence,
  left: view,
  right: view,
  relation: choice(['equal', 'subset']),
  compare: z.optional(texts),
  mastership: strict({ default: master, fields: z.optional(z.record(text, master)) }),
  repair,
});

export const lifecycleOptions = strict({
  ...common,
  ...stuck,
  cadence,
  whole: view,
  part: view,
  allowed: z.record(text, texts),
  inFlightStates: texts,
  alike: z.optional(strict({ state: text, fields: texts })),
  repair: callback,
});

export const lifecycleRepair = z.discriminatedUnion(
  'kind',
  [
    strict({ kind: z.literal('report'), reason: text }),
    z.looseObject({ kind: z.literal('recreate'), fields: z.record(text, z.unknown()) }),
    z.looseObject({ kind: z.literal('callOwner'), owner: text, compensation: text, call: callback }),
  ],
  { error: ({ input }) => (typeof input === 'object' ? '"report", "recreate" or "callOwner"' : undefined) },
);

export const conservationOptions = strict({
  ...common,
  cadence: z.optional(everyHours),
  counters: view,
  parts: view,
  sums: texts,
  balances: z.record(text, callback),
  contributions: callback,
  missing: callback,
});

const oneOrMore = z.union([text, z.array(text)]);
const scalar = z.union([text, z.number(), z.bigint(), z.boolean(), z.null()]);

export const derivedOptions = strict({
  ...common,
  cadence: z.optional(everyHours),
  from: view,
  by: oneOrMore,
  where: z.optional(z.union([callback, z.record(text, z.union([scalar, z.array(scalar)]))])),
  into: view,
  count: z.optional(text),
  sum: z.optional(z.union([text, z.record(text, text)])),
  latest: z.optional(strict({ by: text, fields: z.union([z.array(text), z.record(text, text)]) })),
  exists: z.optional(z.union([text, custom('true', (value) => value === true)])),
  emptyGroup: z.optional(choice(['zero', 'noRow'])),
  missing: z.optional(callback),
  repair: z.optional(repair),
});

export const replicaOptions = strict({
  ...common,
  cadence,
  left: view,
  right: view,
  updatedAt: text,
  version: z.optional(text),
  region: z.optional(text),
  compare: z.optional(texts),
  repair: z.optional(repair),
});

const rule = custom(
  'a rule, as defineRule, lifecycle, conservation, derived and replica return it',
  (value) => typeof value === 'object' && value !== null && 'engine' in value && 'digest' in value,
);

export const acceptance = strict({ rule: text, key: z.optional(text), reason: text, until: text });

export const reconciliationOptions = strict({
  rules: z.array(rule),
  limits: z.optional(strict(repairLimits)),
  accepted: z.optional(z.array(acceptance)),
  memory: z.optional(strict({ rows: z.number() })),
  close: z.optional(callback),
});

const number = custom('a number', (value) => typeof value === 'number');

/** What `defineReconciliation` returns. Rules made by hand have no engine. */
export const definedReconciliation = custom(
  'the result of defineReconciliation({ rules: [...] })',
  (value) =>
    z
      .looseObject({ rules: z.array(rule), limits: z.looseObject({ count: number, share: number, always: number }) })
      .safeParse(value).success,
);
