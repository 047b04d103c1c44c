/** JSON values, and the limit on their size. */
import * as z from 'zod';
import { StateError } from '../state-error.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Maximum bytes of the input, the result and the output of a state. */
export const MAX_PAYLOAD_BYTES = 262_144;

/** Any JSON value, as zod parses it. */
export const anyJson: z.ZodType<Json> = z.json();

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A text as it is, and any other value as JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** @throws SyntaxError */
export const parseJsonText = (text: string): Json => JSON.parse(text) as Json;

/**
 * @param what the value in a message, such as `The output of the state 'Merge'`
 * @throws StateError States.DataLimitExceeded
 */
export function withinLimit(value: Json, what: string): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= MAX_PAYLOAD_BYTES) return value;
  const message = `${what} has a size exceeding the maximum number of bytes service limit: ${bytes} of ${MAX_PAYLOAD_BYTES} bytes. Pass a reference to it instead.`;
  throw new StateError('States.DataLimitExceeded', message);
}
