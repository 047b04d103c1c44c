/** What the message of a probe says of its answer. */
import { describe, expect, it } from '@jest/globals';
import { contradicts } from '../../../../../chaos/checkers/agreement/probe-message.ts';
import { Probe } from '../../../../../chaos/schemas/index.ts';

const http = Probe.parse({ probe: 'http', path: '/titles', withinMs: 1000 });
const metric = Probe.parse({ probe: 'metric', name: 'Rollbacks', atLeast: 1, atMost: 9 });
const alarms = Probe.parse({ probe: 'alarms' });
const clean = Probe.parse({ probe: 'reconcile-clean' });
const module = Probe.parse({ probe: 'module', file: 'mine.ts' });

describe('the message of a probe', () => {
  it.each<[what: string, probe: Probe | undefined, message: string, held: boolean | undefined]>([
    ['names an allowed status', http, 'answered 200 after 12 ms', true],
    ['names a status that is not allowed', http, 'answered 500 after 12 ms, not 200', false],
    ['names a time that is allowed, noted late', http, 'answered 200 after 2000 ms', true],
    ['names a time that is not', http, 'answered 200 after 2001 ms', false],
    ['says that nothing answered', http, 'no answer within 1000 ms', false],
    ['is another text', http, 'all is well', undefined],
    ['says what somebody else answered', http, 'the cache answered 500 after 12 ms', undefined],
    ['names a sum within its bounds', metric, 'Sum of Rollbacks over 300 s: 9 (at least 1, at most 9)', true],
    ['names a sum at its lower bound', metric, 'Sum of Rollbacks over 300 s: 1 (at least 1, at most 9)', true],
    ['names a huge sum', metric, 'Sum of Rollbacks over 300 s: 1e+21', false],
    ['names a sum below its bounds', metric, 'Sum of Rollbacks over 300 s: 0 (at least 1, at most 9)', false],
    ['names a sum above its bounds', metric, 'Sum of Rollbacks over 300 s: 9.5 (at least 1, at most 9)', false],
    ['names a small average', metric, 'Average of Rollbacks over 300 s: 1e-7', false],
    ['names no sum', metric, 'Average of Rollbacks over 300 s: no point', undefined],
    ['says that no alarm is in ALARM', alarms, 'none of 29 alarms is in ALARM', true],
    ['says that a single alarm is not', alarms, 'none of 1 alarm is in ALARM', true],
    ['names an alarm', alarms, 'in ALARM: errors-shelf', false],
    ['misses an alarm', alarms, 'the system has no alarm errors-shelf', false],
    ['says what another system says of its alarms', alarms, 'not that none of 2 alarms is in ALARM', undefined],
    ['names an alarm of another system', alarms, 'elsewhere in ALARM: errors-shelf', undefined],
    ['says that something is none of its business', alarms, 'none of it', undefined],
    ['names a clean run', clean, 'reconcile run r1: clean, 0 differences', true],
    [
      'names a run that found something',
      clean,
      'reconcile run r1: drift, 1 difference, the first in rule a on key b',
      false,
    ],
    [
      'names the outcome of a run that it did not ask for',
      clean,
      'after reconcile run r1: drift, 1 difference',
      undefined,
    ],
    ['names no outcome', clean, 'reconcile run r1', undefined],
    ['is free text of a module', module, 'in ALARM: answered 500', undefined],
    ['is of no probe', undefined, 'answered 200 after 12 ms', undefined],
  ])('%s', (_what, probe, message, held) => {
    expect(contradicts(probe, true, message)).toBe(held === false);
    expect(contradicts(probe, false, message)).toBe(held === true);
  });
});
