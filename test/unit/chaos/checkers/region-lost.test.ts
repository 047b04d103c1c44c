import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRegionLost } from '../../../../chaos/checkers/regions/region-lost.ts';
import { type Operation, RegionFault, type RunEvent } from '../../../../chaos/schemas/index.ts';
import {
  BACK,
  BOUND,
  event,
  events,
  HOME,
  journal,
  LOST,
  lost,
  lostFault,
  moved,
  operation,
  OTHER,
  REGIONS,
  returned,
  sound,
} from './region-run.ts';

const judgeLost = (history: readonly Operation[], of: readonly RunEvent[] = events) =>
  judgeRegionLost(lostFault, of, history, journal, REGIONS);

describe('a region that is lost', () => {
  it('is as expected if its customers alone are moved, in time, and come back', () => {
    const { violations, undecided, measured } = judgeLost(sound);
    expect({ violations, undecided }).toEqual({ violations: [], undecided: [] });
    expect(measured.map(({ value }) => value)).toEqual([70, 80]);
  });

  it.each<[what: string, wrong: Operation, line: RegExp]>([
    ['is not answered before the loss', operation('at_home', 5, undefined), /not answered, 50 virtual s before/],
    [
      'is not answered after the bound',
      operation('at_home', LOST + BOUND + 1, undefined),
      /not answered, 108 virtual s/,
    ],
    ['near the other region is not answered', operation('away', LOST + 1, undefined), /not answered, 10 virtual s/],
    [
      'is answered by the lost region',
      operation('at_home', LOST + 15, HOME),
      /answered by us-east-1, must be by eu-west/,
    ],
    ['is answered elsewhere long after its return', operation('at_home', BACK + 20, OTHER), /must be by us-east-1/],
    ['near the other region is answered by this one', operation('away', 5, HOME), /must be by eu-west-1/],
  ])('is not as expected if a request %s', (_what, wrong, line) => {
    const { violations } = judgeLost([...sound, wrong]);
    expect(violations.length).toBeGreaterThan(0);
    for (const violation of violations) expect(violation).toMatch(line);
  });

  it('excuses only requests near it, from its loss until its customers must have been moved', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (seconds) => {
        const { violations } = judgeLost([...sound, operation('at_home', seconds, undefined)]);
        const isExcused = seconds + 0.1 >= LOST - 1 && seconds <= LOST + BOUND;
        expect(violations.length === 0).toBe(isExcused);
      }),
    );
  });

  it.each<[what: string, history: readonly Operation[], of: readonly RunEvent[], line: RegExp]>([
    ['it never began', sound, [], /it never began/],
    ['its end was not noted', sound, [lost], /its end was never noted/],
    ['it was under no load', sound.filter(({ status }) => status !== 0), events, /every request was answered/],
    [
      'nothing was sent after the bound',
      sound.filter(({ elapsedMs }) => elapsedMs < 15_000),
      events,
      /no request was sent/,
    ],
    ['nothing shows the move', sound, [lost, returned], /nothing shows when customers of us-east-1 were moved/],
  ])('proves nothing if %s', (_what, history, of, line) => {
    const { violations, undecided } = judgeLost(history, of);
    expect(violations).toEqual([]);
    expect(undecided.join('\n')).toMatch(line);
  });
});

describe('the loss of a region that other events surround', () => {
  const spare = RegionFault.parse({ id: 'spare-lost', fault: 'region-lost', phase: 'lost', region: 'other' });

  it('is judged by its own events, and not by another fault, by moves of others, or by moves before it', () => {
    const others = [
      event(1, 'region.lost', { faultId: 'earlier', region: HOME }),
      event(2, 'region.returned', { faultId: 'earlier', region: HOME }),
      event(3, 'replication.paused', { faultId: 'home-lost' }),
      moved(LOST - 2, OTHER),
      moved(LOST + 1, OTHER, OTHER),
      moved(LOST + 2, HOME),
      moved(BACK - 5, HOME),
    ];
    const { measured, violations } = judgeLost(sound, [...others, ...events]);
    expect(violations).toEqual([]);
    expect(measured.map(({ value }) => value)).toEqual([70, 80]);
  });

  it.each([
    [0.9, 0],
    [1, 0],
    [-7, 70],
  ])('counts a move %s s before it was noted as one after %s virtual s', (early, seconds) => {
    const { measured } = judgeLost(sound, [lost, moved(LOST - early, OTHER), returned, moved(BACK + 8, HOME)]);
    expect(measured[0]).toEqual({ name: 'customers moved', unit: 'virtual s', value: seconds, budget: 98 });
  });

  it('is judged the other way round if the other region is lost', () => {
    const away = [
      event(LOST, 'region.lost', { faultId: 'spare-lost', region: OTHER }),
      moved(LOST + 7, HOME, OTHER),
      event(BACK, 'region.returned', { faultId: 'spare-lost', region: OTHER }),
      moved(BACK + 8, OTHER, OTHER),
    ];
    const history = [
      operation('away', LOST + 2, undefined),
      operation('away', LOST + BOUND + 1, HOME),
      operation('away', BACK + BOUND + 1, OTHER),
      operation('at_home', LOST + BOUND + 1, HOME),
    ];
    const judge = (sent: readonly Operation[]) => judgeRegionLost(spare, away, sent, journal, REGIONS);
    expect(judge(history)).toMatchObject({ violations: [], undecided: [] });
    const nameless = operation('away', BACK + BOUND + 2, undefined, { status: 202 });
    expect(judge([...history, nameless]).violations).toEqual([
      `${nameless.correlationId}: answered by no region, must be by ${OTHER}`,
    ]);
  });

  it('proves nothing of the way back if no request was sent after it', () => {
    const early = sound.filter(({ elapsedMs }) => elapsedMs < (BACK + BOUND) * 1000);
    expect(judgeLost(early).undecided).toEqual([
      'home-lost: no request was sent long enough after us-east-1 had returned',
    ]);
  });

  it('accepts answers of either region just before the return is noted, and while customers are brought back', () => {
    const between = [BACK - 0.5, BACK, BACK + BOUND].map((seconds) => operation('at_home', seconds, HOME));
    expect(judgeLost([...sound, ...between]).violations).toEqual([]);
    const late = operation('at_home', BACK - 1.5, HOME);
    expect(judgeLost([...sound, late]).violations).toEqual([
      `${late.correlationId}: answered by us-east-1, must be by eu-west-1`,
    ]);
  });

  it('excuses a request that was under way when the region was lost', () => {
    const underWay = operation('at_home', LOST - 5, undefined, { durationMs: 4000 });
    expect(judgeLost([...sound, underWay]).violations).toEqual([]);
    const ended = operation('at_home', LOST - 5, undefined, { durationMs: 3999 });
    expect(judgeLost([...sound, ended]).violations).toHaveLength(1);
  });
});
