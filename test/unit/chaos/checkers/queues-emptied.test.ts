import { describe, expect, it } from '@jest/globals';
import { RunEvent } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, evidence, events } from '../sound-run.ts';

const EMPTY = { name: 'jobs', visible: 0, inFlight: 0, delayed: 0 };
const read = (...queues: object[]) => ({ at: at(15.5), elapsedMs: 15_500, kind: 'queues.read', queues });

function queuesEmptied(event: object | undefined, queues = 1) {
  const more = event === undefined ? [] : [RunEvent.parse(event)];
  const changed = { events: [...events, ...more], journal: { figures: { startSeconds: 0, queues } } };
  const found = checkNamed('queues-emptied', evidence(changed));
  return found && { result: found.result, lines: found.evidence };
}

describe('queues-emptied', () => {
  it('is valid if no queue held a message', () => {
    expect(queuesEmptied(read(EMPTY))).toEqual({ result: 'valid', lines: [] });
  });

  it.each([
    [{ visible: 1 }, 'queue jobs: 1 waiting, 0 received and not deleted, 0 delayed'],
    [{ inFlight: 2 }, 'queue jobs: 0 waiting, 2 received and not deleted, 0 delayed'],
    [{ delayed: 3 }, 'queue jobs: 0 waiting, 0 received and not deleted, 3 delayed'],
  ])('is unknown if a queue held %j', (held, line) => {
    const calm = { ...EMPTY, name: 'calm' };
    expect(queuesEmptied(read(calm, { ...EMPTY, ...held }), 2)).toEqual({ result: 'unknown', lines: [line] });
  });

  it('is unknown if the queues, or some of them, were never read', () => {
    expect(queuesEmptied(undefined)?.result).toBe('unknown');
    expect(queuesEmptied(read(EMPTY), 2)?.result).toBe('unknown');
  });

  it('is left out for a system without such queues', () => {
    expect(queuesEmptied(undefined, 0)).toBeUndefined();
  });

  it.each([[[]], [[{ ...EMPTY, visible: -1 }]], [[{ ...EMPTY, name: '' }]], [Array(1001).fill(EMPTY)]])(
    'takes no event with depths that cannot be (%#)',
    (queues) => {
      expect(RunEvent.safeParse(read(...(queues as object[]))).success).toBe(false);
    },
  );
});
