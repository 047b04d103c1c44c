/** What the events say of the queues that feed functions. */
import { describe, expect, it } from '@jest/globals';
import { queuesComparison } from '../../../../../chaos/checkers/agreement/queues.ts';
import type { Journal, RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { both, type Case, contradictions, given, moment, plus } from './compared.ts';

const queue = (name: string) => ({ name, visible: 0, inFlight: 0, delayed: 0 });
const readAt = (seconds: number, ...names: string[]): RunEvent => ({
  ...moment(seconds),
  kind: 'queues.read',
  queues: names.map(queue),
});
const counted = (queues: number, more: Partial<Journal> = {}) => given({ figures: { queues }, ...more });
const NONE = ['no queue feeds a function, and by its definition the system has such queues'];
const readingQueues = (role = 'prepare'): SystemDefinition => ({
  ...sample,
  steps: { shelf: { hold: { role, delivered: 'queue' } } } as never,
});
const TWICE = plus(readAt(15.2, 'jobs'), readAt(15.4, 'jobs'));

describe('the queues that feed functions', () => {
  it.each<Case>([
    ['are none', {}, []],
    ['are never read', counted(1), []],
    ['are none, although steps of sagas read some', { system: readingQueues() }, NONE],
    ['are some, of which steps read', { ...counted(1), system: readingQueues() }, []],
    ['are none that steps of sagas read', { system: readingQueues('other') }, []],
    [
      'are none, although one of several steps of sagas reads one',
      {
        system: {
          ...sample,
          steps: {
            shelf: { ...readingQueues().steps!['shelf'], free: { role: 'compensate', delivered: 'stream' } },
          } as never,
        },
      },
      NONE,
    ],
    ['are none of a system without sagas', { system: { ...readingQueues(), saga: undefined } as never }, []],
    ['are none in a run without a definition', { system: null }, []],
    [
      'are none on AWS, where another stack may have them',
      { ...given({ target: 'aws' }), system: readingQueues() },
      [],
    ],
    ['are none in a run that was stopped', { ...given({ status: 'stopped' }), system: readingQueues() }, []],
    ['are none in a run without a load', { ...given({ load: null }), system: readingQueues() }, []],
    ['are read when the load has drained', both(counted(2), plus(readAt(15, 'jobs', 'letters'))), []],
    ['are read when the snapshot is noted', both(counted(1), plus(readAt(16, 'jobs'))), []],
    [
      'are read, and the journal counts none',
      plus(readAt(15.5, 'jobs')),
      ['number of queues, in the events and in the journal: 1 and 0'],
    ],
    [
      'are fewer than the journal counts',
      both(counted(2), plus(readAt(15.5, 'jobs'))),
      ['number of queues, in the events and in the journal: 1 and 2'],
    ],
    [
      'are one, listed twice',
      both(counted(2), plus(readAt(15.5, 'jobs', 'jobs'))),
      ['the queue jobs was read twice at once'],
    ],
    ['are read in a run without phases and snapshots', { ...counted(1), events: [readAt(5, 'jobs')] }, []],
    ['are read twice', both(counted(1), TWICE), ['the queues were read 2 times']],
    ['are read twice in a run that was stopped', both(counted(1, { status: 'stopped' }), TWICE), []],
    [
      'are read before the load has drained',
      both(counted(1), plus(readAt(14.9, 'jobs'))),
      ['the queues were read before the load had drained'],
    ],
    [
      'are read after the snapshot',
      both(counted(1), plus(readAt(16.1, 'jobs'))),
      ['the queues were read after the snapshot drained'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(queuesComparison, changes)).toEqual(lines);
  });
});
