import { describe, expect, it } from '@jest/globals';
import { ChaosError } from '../../../../chaos/errors.ts';
import { withChaos, withFaults } from '../../../../chaos/injector/index.ts';

const handler = () => Promise.resolve('done');
const correlationId = () => 'r1-load-0';
/** As JavaScript calls it, which no compiler checks. */
const wrap = withChaos as unknown as (...given: unknown[]) => unknown;
const wrapStep = withFaults as unknown as (...given: unknown[]) => unknown;

describe('the arguments of withChaos', () => {
  it('are accepted with every option, also where the stage forbids chaos', () => {
    const hooks = ['delivery', 'afterCommit'];
    const options = { service: 'quotes', correlationId, step: () => 'quote', partialResponses: true, hooks };
    expect(wrap(handler, options)).toBe(handler);
  });

  it.each([
    [
      'an unknown option',
      { service: 'a', correlationId, serivce: 'b' },
      /options\.serivce: unknown option \(did you mean service\?\); the options are service, correlationId, step, partialResponses, hooks$/,
    ],
    ['a missing service', { correlationId }, /options\.service is required \(a string\)/],
    ['an empty service', { service: '', correlationId }, /options\.service must be a string that is not empty, not ""/],
    [
      'a correlationId that is not a function',
      { service: 'a', correlationId: 'x' },
      /options\.correlationId must be a function/,
    ],
    [
      'a misspelt hook',
      { service: 'a', correlationId, hooks: ['before', 'after'] },
      /options\.hooks\[1\] must be "delivery", "before" or "afterCommit", not "after"/,
    ],
    ['no options', undefined, /options is required \(an object\)/],
  ])('are refused for %s, with its place and the choices', (_what, options, message) => {
    expect(() => wrap(handler, options)).toThrow(ChaosError);
    expect(() => wrap(handler, options)).toThrow(message);
  });

  it('are refused for a handler that is not a function, together with every other problem', () => {
    expect(() => wrap({ handler }, { service: 'a', correlationId: 'x' })).toThrow(
      'withChaos(handler, options): handler must be a function, not an object; options.correlationId must be a function, not "x"',
    );
  });
});

describe('the arguments of withFaults', () => {
  it('are accepted where they are a name and a step', () => {
    expect(wrapStep('payment', handler)).toBe(handler);
  });

  it('are refused together', () => {
    expect(() => wrapStep(handler, 'payment')).toThrow(
      'withFaults(service, step): service must be a string, not a function; step must be a function, not "payment"',
    );
  });
});
