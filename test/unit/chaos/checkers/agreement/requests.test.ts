import { describe, expect, it } from '@jest/globals';
import { requestsComparison } from '../../../../../chaos/checkers/agreement/requests.ts';
import { Phase } from '../../../../../chaos/schemas/index.ts';
import { type Changes, history, journal } from '../../sound-run.ts';
import { both, contradictions, experimented } from './compared.ts';

const request = { method: 'POST', path: '/pay/{{correlationId}}', body: { number: '{{iteration}}', cents: 5 } };
const phases = [
  { name: 'calm', seconds: 1, scenarios: [{ name: 'pay', journey: 'request', rate: 1, request }] },
  { name: 'rough', seconds: 1, scenarios: [{ name: 'pay', journey: 'request', rate: 1, request: { path: '/pay' } }] },
].map((phase) => Phase.parse(phase));

const asking = (iteration: number, asked: object | undefined): Changes =>
  both(experimented({ phases }), {
    history: history.slice(0, 1).map((one) => ({
      ...one,
      ...{ correlationId: `r1-pay-${iteration}`, scenario: 'pay', journey: 'request', iteration },
      asked: asked as never,
    })),
  });

const whole = { method: 'POST', path: '/pay/r1-pay-0', body: { number: '0', cents: 5 } };

describe('what the journey of requests asked for', () => {
  it.each<[what: string, iteration: number, asked: object | undefined, isSound: boolean]>([
    ['is the request, filled in', 0, whole, true],
    ['is that of the later phase', 1, { method: 'GET', path: '/pay' }, true],
    ['was not recorded', 0, undefined, true],
    ['is of another method', 0, { ...whole, method: 'PUT' }, false],
    ['is of another path', 0, { ...whole, path: '/pay/r1-pay-1' }, false],
    ['has another body', 0, { ...whole, body: { number: '0', cents: 6 } }, false],
    ['has a field more', 0, { ...whole, body: { number: '0', cents: 5, coupon: 'x' } }, false],
    ['has no body', 0, { method: 'POST', path: '/pay/r1-pay-0' }, false],
    ['has a body of its own', 1, { method: 'GET', path: '/pay', body: null }, false],
    ['is that of the earlier phase', 1, { ...whole, path: '/pay/r1-pay-1' }, false],
  ])('%s', (_what, iteration, asked, isSound) => {
    const lines = isSound ? [] : [`r1-pay-${iteration} is not the request of the experiment`];
    expect(contradictions(requestsComparison, asking(iteration, asked))).toEqual(lines);
  });

  it('is compared with the request of its own scenario', () => {
    const [base] = journal.experiment.phases[0]!.scenarios;
    const mixed = [{ ...phases[0]!, scenarios: [base!, ...phases[0]!.scenarios] }];
    const own = asking(0, whole).history ?? [];
    const other = { ...own[0]!, asked: { ...whole, path: '/' } };
    const run = (...all: typeof own) =>
      both(experimented({ phases: mixed }), { history: [...history.slice(0, 1), ...all] });
    expect(contradictions(requestsComparison, run(...own))).toEqual([]);
    expect(contradictions(requestsComparison, run(other))).toEqual(['r1-pay-0 is not the request of the experiment']);
  });

  it('is not known of other journeys', () => {
    expect(contradictions(requestsComparison, {})).toEqual([]);
  });
});
