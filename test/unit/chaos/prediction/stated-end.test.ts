import { describe, expect, it } from '@jest/globals';
import { endToState, NO_SAGA, statedEnd, unstatedScenarios } from '../../../../chaos/prediction/index.ts';
import { REQUEST_JOURNEY } from '../../../../chaos/schemas/index.ts';
import { sample } from '../sample-system.ts';

type Statements = Parameters<typeof unstatedScenarios>[0];

const plain = (name: string, request?: unknown) => ({
  name,
  journey: REQUEST_JOURNEY,
  ...(request !== undefined && { request }),
});
const post = (name: string) => plain(name, { method: 'POST' });

/** The scenarios of one phase of which nothing states the end. */
function unstated(
  scenarios: NonNullable<Statements['phases'][number]['scenarios']>,
  { faults = [], outcomes = [] }: Partial<Pick<Statements, 'faults' | 'outcomes'>> = {},
): string[] {
  return unstatedScenarios({ phases: [{ scenarios }], faults, outcomes }).map(({ scenario }) => scenario);
}

describe('the scenarios of which nothing states the end', () => {
  it('send plain requests that may change something', () => {
    expect(unstated([post('posts')])).toEqual(['posts']);
    expect(unstated([plain('reads'), plain('also', { method: 'GET' }), plain('heads', { method: 'HEAD' })])).toEqual(
      [],
    );
  });

  it('are not those of a journey, which states its own', () => {
    expect(unstated([{ ...post('posts'), journey: 'lend' }])).toEqual([]);
    expect(unstated([{ name: 'posts', request: { method: 'POST' } }])).toEqual([]);
  });

  it('have a name', () => {
    expect(unstated([{ journey: REQUEST_JOURNEY, request: { method: 'POST' } }])).toEqual([]);
  });

  it.each([
    ['no object', 'POST'],
    ['null', null],
    ['a request without a method', { path: '/' }],
    ['a method that is no text', { method: 5 }],
  ])('read with a request that is %s, as GET is the default', (_what, request) => {
    expect(unstated([plain('odd', request)])).toEqual([]);
  });

  it('have their method and their place', () => {
    const phases = [{}, { scenarios: [plain('reads'), plain('removes', { method: 'DELETE' })] }];
    expect(unstatedScenarios({ phases, faults: [], outcomes: [] })).toEqual([
      { scenario: 'removes', method: 'DELETE', at: [1, 1] },
    ]);
  });

  it('have no outcome of their own with an end', () => {
    const of = (outcomes: Statements['outcomes']) => unstated([post('posts')], { outcomes });
    expect(of([{ scenario: 'posts', end: 'billed' }])).toEqual([]);
    expect(of([{ scenario: 'posts', end: NO_SAGA }])).toEqual([]);
    expect(of([{ scenario: 'posts' }])).toEqual(['posts']);
    expect(of([{ scenario: 'others', end: 'billed' }])).toEqual(['posts']);
  });

  describe('with an outcome of a fault', () => {
    const outcomes = [{ scenario: 'posts', hitBy: 'crash', end: 'billed' }];
    const stating = (...faults: Statements['faults']) => unstated([post('posts')], { faults, outcomes });

    it('are stated only by one that hits every operation', () => {
      expect(stating({ id: 'crash', scenario: 'posts', rate: 1 })).toEqual([]);
      expect(stating({ id: 'crash', scenario: 'posts' })).toEqual([]);
      expect(stating({ id: 'crash', scenario: 'posts', rate: 0.99 })).toEqual(['posts']);
      expect(stating({ id: 'crash', scenario: 'posts', iterations: [1] })).toEqual(['posts']);
      expect(stating({ id: 'crash', scenario: 'others' })).toEqual(['posts']);
      expect(stating()).toEqual(['posts']);
    });

    it('are stated by that fault, and not by another that hits every operation too', () => {
      const slow = { id: 'slow', scenario: 'posts' };
      expect(stating(slow, { id: 'crash', scenario: 'posts' })).toEqual([]);
      expect(stating(slow)).toEqual(['posts']);
      expect(stating(slow, { id: 'crash', scenario: 'posts', rate: 0.5 })).toEqual(['posts']);
    });
  });
});

describe('the end that is stated', () => {
  const experiment = (outcomes: { scenario: string; status: number[]; hitBy?: string; end?: string }[]) => ({
    expect: { alarms: [], outcomes },
  });
  const operation = { scenario: 'hit', journey: 'taken_out' };

  it('is that of the experiment for operations that no fault hits, or else that of the journey', () => {
    const own = experiment([
      { scenario: 'other', status: [202], end: 'a' },
      { scenario: 'hit', hitBy: 'crash', status: [202], end: 'b' },
      { scenario: 'hit', status: [202], end: 'c' },
    ]);
    expect(statedEnd(own as never, sample, operation)).toBe('c');
    expect(statedEnd(experiment([]) as never, sample, operation)).toBe('waitlisted');
    expect(statedEnd(experiment([]) as never, sample, { scenario: 'hit', journey: 'browse' })).toBe(NO_SAGA);
  });

  it('is unknown for a journey that the definition does not have', () => {
    expect(statedEnd(experiment([]) as never, sample, { scenario: 'hit', journey: 'nowhere' })).toBeUndefined();
    expect(statedEnd(experiment([]) as never, {}, operation)).toBeUndefined();
  });
});

describe('what to state', () => {
  it('names the ends that the system has', () => {
    expect(endToState(['billed', 'refunded', 'lost'])).toBe(
      '`end: billed` (or refunded, lost), or `end: none` if they start no saga',
    );
    expect(endToState(['billed'])).toBe('`end: billed`, or `end: none` if they start no saga');
    expect(endToState([])).toBe('`end: `, or `end: none` if they start no saga');
  });
});
