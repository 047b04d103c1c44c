import { randomBytes } from 'node:crypto';

/** A name that nobody else has given. */
export function randomToken(): string {
  return randomBytes(8).toString('hex');
}
