import { randomInt } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Unpredictable letters and digits, for what must not be guessed: keys, passwords, suffixes of ARNs. */
export const randomName = (length: number): string =>
  Array.from({ length }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');

/** A key pair to sign with; with a token if it belongs to a session of a role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A new key pair for the account's administrator. Every boot has its own, so that a program that was not given it can neither call the local services
 * nor reach the tables: DynamoDB Local keeps separate tables for each access key. Its key ids are letters and digits.
 */
export const createCredentials = (): Credentials => ({
  accessKeyId: `EVENKEEL${randomName(16)}`,
  secretAccessKey: randomName(40),
});

/**
 * New credentials for a session of a role. As on AWS, a temporary key's id starts differently from a permanent one's. It is
 * as long as the administrator's, whose key takes its place in requests to DynamoDB.
 */
export const createSessionCredentials = (): Required<Credentials> => ({
  accessKeyId: `ASIAKEEL${randomName(16)}`,
  secretAccessKey: randomName(40),
  sessionToken: randomName(64),
});
