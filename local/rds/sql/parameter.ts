import * as z from 'zod';
import { AwsError } from '../../core/index.ts';

/** A value in the format of the Data API: an object with exactly one member. */
const fieldInput = z.object({
  isNull: z.boolean().optional(),
  booleanValue: z.boolean().optional(),
  longValue: z.int().optional(),
  doubleValue: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).optional(),
  stringValue: z.string().optional(),
  blobValue: z.base64().optional(),
  arrayValue: z.unknown().optional(),
});

export const sqlParameter = z.object({
  name: z.string(),
  value: fieldInput.default({ isNull: true }),
  typeHint: z.enum(['DATE', 'DECIMAL', 'JSON', 'TIME', 'TIMESTAMP', 'UUID']).optional(),
});
export type SqlParameter = z.output<typeof sqlParameter>;

/** A parameter as it is passed to PostgreSQL: its value as text or bytes, and its type in the statement. */
export interface BoundValue {
  readonly value: string | Buffer | null;
  /** PostgreSQL's type; undefined, as for a null, leaves it to the statement. */
  readonly type: string | undefined;
}

const HINTED = {
  DATE: 'date',
  DECIMAL: 'numeric',
  JSON: 'jsonb',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  UUID: 'uuid',
} as const;

/** Converts a parameter for PostgreSQL. Text stays text: for a date, number or UUID, it needs a hint or a cast. */
export function bindParameter({ name, value, typeHint }: SqlParameter): BoundValue {
  const hinted = typeHint && HINTED[typeHint];
  if (value.arrayValue !== undefined) {
    throw new AwsError('BadRequestException', `Array parameters are not supported: parameter ${name}.`);
  }
  if (value.isNull === true) return { value: null, type: hinted };
  if (value.stringValue !== undefined) return { value: value.stringValue, type: hinted ?? 'text' };
  if (value.longValue !== undefined) return { value: String(value.longValue), type: hinted ?? 'bigint' };
  if (value.doubleValue !== undefined) return { value: String(value.doubleValue), type: hinted ?? 'float8' };
  if (value.booleanValue !== undefined) return { value: String(value.booleanValue), type: 'boolean' };
  if (value.blobValue !== undefined) return { value: Buffer.from(value.blobValue, 'base64'), type: 'bytea' };
  throw new AwsError('BadRequestException', `Parameter ${name} has no value: set one member of its field.`);
}
