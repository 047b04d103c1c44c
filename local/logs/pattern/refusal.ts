import { AwsError, linearRegex } from '../../core/index.ts';

export const patternRefusal = (pattern: string, reason: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid filter pattern ${JSON.stringify(pattern)}: ${reason}.`);

/**
 * The test of a `%...%` term.
 *
 * @throws AwsError InvalidParameterException if it is not a regular expression that CloudWatch Logs could match
 */
export function regexOf(pattern: string, source: string): (text: string) => boolean {
  const regex = linearRegex(source);
  if (!regex) throw patternRefusal(pattern, `%${source}% is not a valid regular expression`);
  return regex;
}
