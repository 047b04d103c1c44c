/** Building blocks of request schemas. */
import * as z from 'zod/mini';

/**
 * A key or a name. Control characters and lone surrogates are refused: PostgreSQL stores no NUL and no half character,
 * and the others forge log lines.
 */
export const text = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(256),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Expected no control characters and no lone surrogates'),
  );

export const positive = z.number().check(z.int(), z.minimum(1), z.maximum(1_000_000_000));

export const natural = z.number().check(z.int(), z.minimum(0), z.maximum(1_000_000_000));

/** Safe in a header, a key and a log line. */
export const correlationId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,128}$/, 'Expected 1 to 128 characters of A-Z a-z 0-9 _ -'));
