import { AwsError } from '../../core/index.ts';

export const patternRefusal = (pattern: string, reason: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid filter pattern ${JSON.stringify(pattern)}: ${reason}.`);
