import { describe, expect, it } from '@jest/globals';
import { checkers } from '../../../../chaos/checkers/index.ts';
import { regionsAsExpected } from '../../../../chaos/checkers/regions-as-expected.ts';
import { Journal, type Operation, type RunEvent } from '../../../../chaos/schemas/index.ts';
import { type Changes, evidence, journal as soundJournal } from '../sound-run.ts';
import {
  BACK,
  event,
  events,
  HOME,
  journal,
  LOST,
  lostFault,
  operation,
  pausedFault,
  REGIONS,
  SPEED,
  sound,
} from './region-run.ts';

const paired = Journal.parse({
  ...soundJournal,
  experiment: { ...journal.experiment, regionFaults: [lostFault] },
  speed: SPEED,
  regions: REGIONS,
});

const judge = (history: readonly Operation[], of: readonly RunEvent[] = events, changes: Changes = {}) =>
  regionsAsExpected.check(evidence({ journal: paired, history, events: of, ...changes }));

const without = (kind: string) => events.filter((one) => one.kind !== kind);

describe('the check regions-as-expected', () => {
  it('applies to every run whose experiment has a fault of a region, and to no other', () => {
    expect(checkers).toContain(regionsAsExpected);
    expect(regionsAsExpected.appliesTo(evidence({ journal: paired }))).toBe(true);
    expect(regionsAsExpected.appliesTo(evidence())).toBe(false);
  });

  it('is valid if customers are moved and brought back, and says how long each took', () => {
    expect(judge(sound)).toMatchObject({
      name: 'regions-as-expected',
      result: 'valid',
      summary:
        'us-east-1 answered nothing: 1 request went unanswered, its customers reached eu-west-1 after 70 virtual s, and ' +
        'us-east-1 again 80 virtual s after it had returned.',
      measured: [
        { name: 'customers moved', unit: 'virtual s', value: 70, budget: 98 },
        { name: 'customers moved back', unit: 'virtual s', value: 80, budget: 98 },
      ],
    });
  });

  it.each<[count: number, summary: string]>([
    [1, '1 observation of the two regions is not as expected.'],
    [2, '2 observations of the two regions are not as expected.'],
  ])('is invalid, and counts what is wrong (%s)', (count, summary) => {
    const wrong = Array.from({ length: count }, () => operation('away', 5, undefined));
    const check = judge([...sound, ...wrong]);
    expect(check).toMatchObject({ result: 'invalid', summary });
    expect(check.evidence).toEqual(
      wrong.map(({ correlationId }) => `${correlationId}: not answered, 50 virtual s before the loss`),
    );
    expect(check.measured).toHaveLength(2);
  });

  it('is unknown if the fault proves nothing, and says what is missing', () => {
    expect(judge(sound, without('customers.moved'))).toMatchObject({
      result: 'unknown',
      summary: 'The faults of the regions prove nothing.',
      evidence: [
        'home-lost: nothing shows when customers of us-east-1 were moved',
        'home-lost: nothing shows when customers of us-east-1 were moved back',
      ],
      measured: [{ value: null }, { value: null }],
    });
  });

  it('is invalid, whatever else is missing, if something is wrong', () => {
    expect(judge([...sound, operation('away', 5, HOME)], without('customers.moved')).result).toBe('invalid');
  });

  it('is unknown if the harness stood still meanwhile', () => {
    const wrong = [...sound, operation('away', 5, undefined)];
    expect(judge(wrong, events, { journal: { ...paired, figures: { harnessDelayMs: 20_000 } } })).toMatchObject({
      result: 'unknown',
      summary: expect.stringContaining('1 observation of the two regions is not as expected.'),
    });
  });

  it('is unknown if the journal does not name the regions', () => {
    const found = evidence({ history: sound, events });
    expect(regionsAsExpected.check({ ...found, journal: { ...paired, regions: undefined } })).toMatchObject({
      result: 'unknown',
      summary: 'The journal does not name the two regions.',
    });
  });

  it('is unknown if the events or the history are incomplete', () => {
    for (const part of ['events', 'history'] as const) {
      expect(judge(sound, events, { missing: { [part]: 'It was cut off.' } })).toMatchObject({
        result: 'unknown',
        evidence: ['It was cut off.'],
      });
    }
  });

  it('judges each fault of a region by its kind', () => {
    const both = { ...paired.experiment, regionFaults: [lostFault, pausedFault] };
    const changes = { journal: { ...paired, experiment: both } };
    expect(judge(sound, events, changes)).toMatchObject({
      result: 'unknown',
      evidence: ['paused: it never began'],
    });
    const paused = event(LOST, 'replication.paused', { faultId: 'paused' });
    const compared = event(BACK, 'replication.compared', { faultId: 'paused', views: ['desk.prices'], found: [] });
    expect(judge(sound, [...events, paused, compared], changes).evidence).toEqual([
      `paused: the definition's expect does not say what the other region holds (elsewhere)`,
    ]);
  });
});
