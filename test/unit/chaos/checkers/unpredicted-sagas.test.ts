/** Plain requests may start sagas too: none of them may get lost because nobody says how it ends. */
import { describe, expect, it } from '@jest/globals';
import type { Experiment, Operation } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { type Changes, evidence, history, journal, sagas, snapshot } from '../sound-run.ts';

type Outcome = Experiment['expect']['outcomes'][number];

/** The sound run, whose scenario `base` sends plain requests. */
function requesting(
  outcomes: readonly Outcome[],
  { method = 'POST', status = 202, ...changes }: Changes & { method?: 'POST' | 'GET'; status?: number } = {},
): Changes {
  const { experiment } = journal;
  const phases = experiment.phases.map((phase) => ({
    ...phase,
    scenarios: phase.scenarios.map((one) =>
      one.name === 'base' ? { ...one, journey: 'request', request: { method, path: '/loans', headers: {} } } : one,
    ),
  }));
  const sent = history.map(
    (one): Operation => (one.scenario === 'base' ? { ...one, journey: 'request', status } : one),
  );
  const expected = { ...experiment.expect, outcomes: [...outcomes] };
  return { history: sent, journal: { experiment: { ...experiment, phases, expect: expected } }, ...changes };
}

function answer(name: string, changes: Changes) {
  const { result, summary, evidence: lines } = checkNamed(name, evidence(changes))!;
  return { result, summary, lines };
}

const stating = (end: string, status = [202]): Outcome => ({ scenario: 'base', status, end });
const lost = { drained: snapshot('drained', 16, sagas.slice(1)) };
const STATE =
  'state it in expect.outcomes: `end: completed` (or rolled-back, waitlisted), or `end: none` if they start no saga';

describe('the sagas of plain requests', () => {
  it('are judged by the end that the experiment states', () => {
    expect(answer('outcome-as-predicted', requesting([stating('completed')]))).toMatchObject({
      result: 'valid',
      summary: 'Of 3 sagas: 1 completed, 2 rolled-back, 0 waitlisted, all as predicted.',
    });
    expect(answer('outcome-as-predicted', requesting([stating('waitlisted')])).result).toBe('invalid');
  });

  it('must all be stored where an end is stated', () => {
    expect(answer('sagas-at-rest', requesting([stating('completed')], lost))).toMatchObject({
      result: 'invalid',
      lines: ['r1-base-0: accepted, but no loan is stored'],
    });
  });

  it('must be stored also if the experiment expects an answer that the definition does not list', () => {
    const created = { ...lost, status: 201 };
    expect(answer('sagas-at-rest', requesting([stating('completed', [200, 201])], created)).result).toBe('invalid');
  });

  it.each([
    ['the stores hold some', {}, 1],
    ['the system has lost all of them', lost, 0],
  ])('decide nothing without a stated end, if %s', (_when, changes, count) => {
    expect(answer('outcome-as-predicted', requesting([], changes))).toEqual({
      result: 'unknown',
      summary: 'Nothing says how the sagas of 1 scenario end, so a lost one goes unnoticed.',
      lines: [
        `base: the stores hold ${count} saga${count === 1 ? '' : 's'} of its requests for which no end is predicted; ${STATE}`,
      ],
    });
  });

  it('of a request that only reads are unknown if there are any', () => {
    expect(answer('outcome-as-predicted', requesting([], { method: 'GET' })).result).toBe('unknown');
    expect(answer('outcome-as-predicted', requesting([], { method: 'GET', ...lost })).result).toBe('valid');
  });

  it.each([202, 404, 502])('prove a violation if none must start, whatever the answer (%d)', (status) => {
    expect(answer('outcome-as-predicted', requesting([stating('none')], { status }))).toEqual({
      result: 'invalid',
      summary: '1 request started a saga, although they must start none.',
      lines: ['r1-base-0: stored, although it must start no saga'],
    });
    expect(answer('outcome-as-predicted', requesting([stating('none')], { status, ...lost })).result).toBe('valid');
  });

  it('prove a violation of a journey that starts none', () => {
    const browsing = history.map((one) => (one.scenario === 'base' ? { ...one, journey: 'browse' } : one));
    expect(answer('outcome-as-predicted', { history: browsing }).result).toBe('invalid');
  });

  it('are left open if the request failed', () => {
    expect(answer('outcome-as-predicted', requesting([stating('completed')], { status: 502 })).result).toBe('valid');
  });

  it('prove a violation if a fault hits the request and must leave none', () => {
    const hit = history.map((one): Operation => (one.scenario === 'hit' ? { ...one, status: 502 } : one));
    const none: Outcome = { scenario: 'hit', hitBy: 'broken-reservation', status: [502], end: 'none' };
    const { experiment } = journal;
    const stated = { experiment: { ...experiment, expect: { ...experiment.expect, outcomes: [none] } } };
    expect(answer('outcome-as-predicted', { history: hit, journal: stated }).lines).toEqual([
      'r1-hit-0: stored, although it must start no saga',
    ]);
    const left = snapshot(
      'drained',
      16,
      sagas.filter(({ correlationId }) => correlationId !== 'r1-hit-0'),
    );
    expect(answer('outcome-as-predicted', { history: hit, journal: stated, drained: left }).result).toBe('valid');
    expect(answer('faults-hit', { history: hit, journal: stated }).result).toBe('valid');
  });
});
