import * as z from 'zod';
import { AwsError } from '../core/index.ts';

/** Secrets Manager, as the Data API reads it: a secret's value by its ARN, or undefined when there is none. */
export type ReadSecret = (arn: string) => string | undefined;

const login = z.object({ username: z.string(), password: z.string() });
export type Login = z.output<typeof login>;

/** The database role that a secret holds. */
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
      `The secret ${secretArn} is not one of a database: it must be JSON with username and password.`,
    );
  }
}
