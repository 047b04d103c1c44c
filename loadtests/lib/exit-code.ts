/**
 * k6's exit codes (errext/exitcodes in its sources): a threshold that was crossed and a script that called
 * `test.fail` speak of the system under test; 105 is our own interrupt; every other says that the load
 * generator broke.
 */
export type Ending = 'passed' | 'failed' | 'aborted' | 'broken';

export function endingOf(exitCode: number): Ending {
  if (exitCode === 0) return 'passed';
  if (exitCode === 99 || exitCode === 110) return 'failed';
  return exitCode === 105 ? 'aborted' : 'broken';
}
