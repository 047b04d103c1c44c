import { describe, expect, it } from '@jest/globals';
import type { Journal, RunEvent } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, evidence, events, journal } from '../sound-run.ts';

const SLOW = 'http_req_duration: p(95)<1000';

const judge = (thresholds: readonly string[], figures: Journal['figures'] = {}, more: readonly RunEvent[] = []) => {
  if (journal.load === null) throw new Error('The sound run has a load.');
  const load = { ...journal.load, failedThresholds: [...thresholds] };
  return checkNamed('service-level', evidence({ journal: { load, figures }, events: [...events, ...more] }));
};

const gap = (from: number, to: number): RunEvent => ({
  at: at(from),
  elapsedMs: from * 1000,
  kind: 'heartbeat-gap',
  who: 'DynamoDB Local',
  fromMs: from * 1000,
  toMs: to * 1000,
});

describe('the level of service', () => {
  it('is invalid if a threshold of the load failed, other than those on whether the load was sent', () => {
    expect(judge([SLOW])).toMatchObject({
      result: 'invalid',
      summary: 'Answers exceeded 1 threshold of the load.',
      evidence: [SLOW],
    });
    expect(judge(['dropped_iterations: count<1', 'http_reqs: rate>1', 'iterations: rate>1'])?.result).toBe('valid');
  });

  it.each([
    [2.99, 'invalid', 'Answers exceeded 1 threshold of the load.'],
    [
      3,
      'unknown',
      'This proves nothing, because work on this machine took up to 3.0 times as long as on an idle one: Answers exceeded 1 ' +
        'threshold of the load.',
    ],
  ])('on a machine that takes %s times as long as an idle one is %s', (machineSlowdown, result, summary) => {
    expect(judge([SLOW], { machineSlowdown })).toMatchObject({ result, summary });
  });

  it('is valid on a slow machine if no threshold failed', () => {
    expect(judge([], { machineSlowdown: 9 })).toMatchObject({
      result: 'valid',
      summary: "Answers met all of the load's thresholds.",
    });
  });

  it('is unknown if a process stood still during the load, and only then', () => {
    const times = events.flatMap(({ kind, elapsedMs }) => (kind.startsWith('phase.') ? [elapsedMs / 1000] : []));
    const [first, last] = [Math.min(...times), Math.max(...times)];
    expect(judge([SLOW], {}, [gap(first + 1, first + 8)])?.result).toBe('unknown');
    expect(judge([SLOW], {}, [gap(last + 1, last + 8)])?.result).toBe('invalid');
    expect(judge([SLOW], {}, [gap(first - 12, first - 10)])?.result).toBe('invalid');
  });
});
