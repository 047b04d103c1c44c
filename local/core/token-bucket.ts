/** Rate limits: a bucket of `burst` tokens that refills at `rate` tokens per second. */

export interface BucketSize {
  /** Tokens per second. */
  readonly rate: number;
  readonly burst: number;
}

export interface Bucket {
  readonly tokens: number;
  /** When the tokens were counted, in milliseconds on the caller's clock. */
  readonly at: number;
}

/**
 * Takes a token if one is left.
 *
 * @param bucket undefined for a bucket that has not been used yet, which is full
 */
export function takeToken(
  bucket: Bucket | undefined,
  { rate, burst }: BucketSize,
  now: number,
): { readonly allowed: boolean; readonly bucket: Bucket } {
  const before = bucket ?? { tokens: burst, at: now };
  const tokens = Math.min(burst, before.tokens + (Math.max(0, now - before.at) * rate) / 1000);
  return tokens >= 1
    ? { allowed: true, bucket: { tokens: tokens - 1, at: now } }
    : { allowed: false, bucket: { tokens, at: now } };
}
