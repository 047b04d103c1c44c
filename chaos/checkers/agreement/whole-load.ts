import type { Journal } from '../../schemas/index.ts';

/** k6's exit codes if it ended by itself. */
const WHOLE = [0, 99, 110];

/** Whether k6 ended by itself. If it is interrupted, requests are in flight, and its files may lack what others have. */
export function isWhole({ exitCode }: Pick<NonNullable<Journal['load']>, 'exitCode'>): boolean {
  return WHOLE.includes(exitCode);
}
