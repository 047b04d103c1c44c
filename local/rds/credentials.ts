import * as z from 'zod';
import { AwsError } from '../core/index.ts';

/** Reads the value of a secret by its ARN; returns undefined if there is no such secret. */
export type ReadSecret = (arn: string) => string | undefined;

const login = z.object({ username: z.string(), password: z.string() });
export type Login = z.output<typeof login>;

/** Reads the database role and password that a secret contains. */
export function readLogin(readSecret: ReadSecret, secretArn: string): Login {
  const text = readSecret(secretArn);
  if (text === undefined) {
    throw new AwsError('BadRequestException', `Error fetching secret ${secretArn}: it does not exist.`);
  }
  try {
    return login.parse(JSON.parse(text));
  } catch {
    throw new AwsError(
      'BadRequestException',
      `The secret ${secretArn} does not contain database credentials: it must be JSON with username and password.`,
    );
  }
}
