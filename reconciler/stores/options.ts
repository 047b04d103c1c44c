/** What the options of views must look like at run time. A test compares these shapes with the types. */
import * as z from 'zod/mini';
import { callback, choice, custom, hasMethods, strict } from '../options.ts';

const text = z.string();
const optionalText = z.optional(text);
const positive = z.number().check(z.gt(0));
const wholeFromOne = z.int().check(z.gte(1));

const fieldType = choice(['text', 'integer', 'decimal', 'boolean', 'timestamp', 'binary', 'json']);

const field = z.union([
  fieldType,
  strict({
    type: fieldType,
    from: z.optional(z.union([text, z.array(text).check(z.minLength(1))])),
    absent: z.optional(choice(['null'])),
    sensitive: z.optional(custom('true, or left out', (value) => value === true)),
    shaped: z.optional(callback),
  }),
]);

/** Assigning to this name would change the prototype of a row instead of a field. */
const fields = z.pipe(
  custom(
    'an object without a field named __proto__: give the field another name, with from: "__proto__"',
    (value) => typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__'),
  ),
  z.record(text, field),
);

/** A larger whole number stands for its neighbours too. */
const isExact = (value: unknown): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

const compared = custom(
  'a text, a number, a boolean or null; a whole number beyond 2^53 as a bigint, such as 9007199254740993n',
  (value) => value === null || ['string', 'bigint', 'boolean'].includes(typeof value) || isExact(value),
);

const condition = z.union([
  compared,
  z.array(compared).check(z.minLength(1)),
  strict({ beginsWith: text.check(z.minLength(1)) }),
  strict({ not: compared }),
]);

const where = z.optional(z.record(text, condition));

const keyColumn = strict({
  column: text,
  type: choice(['text', 'bigint', 'uuid']),
  notNull: z.optional(custom('true', (value) => value === true)),
});

const sqlView = {
  name: text,
  schema: optionalText,
  table: text,
  key: z.union([text, keyColumn, z.array(keyColumn).check(z.minLength(1))]),
  fields,
  where,
  version: optionalText,
  updatedAt: optionalText,
  createdAt: optionalText,
  writable: z.optional(z.boolean()),
  cascades: z.optional(choice(['restore'])),
};

/** Recognises a client by its method, because it may come from another copy of its package. */
const client = (example: string, name: string, method: string) =>
  custom(`${example} of the package ${name} (npm install ${name})`, (value) => hasMethods(value, method));

export const postgresViewOptions = strict({
  ...sqlView,
  pool: client('`new Pool(...)`', 'pg', 'connect'),
  pageRows: z.optional(wholeFromOne),
});

export const dataApiViewOptions = strict({
  ...sqlView,
  client: client('`new RDSDataClient({})`', '@aws-sdk/client-rds-data', 'send'),
  database: strict({ clusterArn: text, secretArn: text, database: text }),
  pageRows: z.optional(wholeFromOne),
  sketchRows: z.optional(wholeFromOne),
});

const filled = text.check(z.minLength(1));

const keyPart = strict({
  attribute: text,
  type: choice(['S', 'N']),
  prefix: z.optional(filled),
  value: z.optional(filled),
});

/** What is no list of parts is reported as such. */
const isKey = (parts: unknown): boolean =>
  !Array.isArray(parts) ||
  parts.length === 0 ||
  (parts.some((part: { readonly value?: unknown }) => part.value === undefined) &&
    parts.every(
      ({ type, prefix, value }: { readonly type?: unknown; readonly prefix?: unknown; readonly value?: unknown }) =>
        type !== 'N' ||
        (prefix === undefined && (value === undefined || (typeof value === 'string' && /^-?\d+$/.test(value)))),
    ));

export const dynamoDbViewOptions = strict({
  name: text,
  client: client('`new DynamoDBClient({})`', '@aws-sdk/client-dynamodb', 'send'),
  table: text,
  key: z.union([
    text,
    z.pipe(
      custom(
        'parts of which one at least has no `value`, no number a `prefix`, and a number digits for its `value`',
        isKey,
      ),
      z.array(keyPart).check(z.minLength(1)),
    ),
  ]),
  fields,
  where,
  version: optionalText,
  updatedAt: optionalText,
  createdAt: optionalText,
  index: optionalText,
  segments: z.optional(wholeFromOne),
  readCapacity: z.optional(positive),
  changes: z.optional(strict({ index: text, partition: text, values: z.array(text) })),
  pace: z.optional(
    custom('a pace with the methods elapsed, sleep and random', (value) =>
      hasMethods(value, 'elapsed', 'sleep', 'random'),
    ),
  ),
  writable: z.optional(z.boolean()),
});

const fileView = {
  name: text,
  file: custom('a path or a URL', (value) => typeof value === 'string' || value instanceof URL),
  key: z.union([text, z.array(text).check(z.minLength(1))]),
  fields,
  where,
  version: optionalText,
  updatedAt: optionalText,
};

export const ndjsonViewOptions = strict(fileView);

export const csvViewOptions = strict({
  ...fileView,
  delimiter: z.optional(text),
  empty: z.optional(choice(['null', 'absent'])),
});
