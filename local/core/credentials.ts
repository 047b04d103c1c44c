import { randomInt } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Unpredictable letters and digits, for what must not be guessed: keys, passwords, suffixes of ARNs. */
export const randomName = (length: number): string =>
  Array.from({ length }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');

/** The key pair that every client of one system signs with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A new key pair. Every boot has its own, so that a program that was not given it can neither call the local services
 * nor reach the tables: DynamoDB Local keeps separate tables for each access key. Its key ids are letters and digits.
 */
export const createCredentials = (): Credentials => ({
  accessKeyId: `EVENKEEL${randomName(16)}`,
  secretAccessKey: randomName(40),
});
