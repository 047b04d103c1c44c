import { describe, expect, it } from '@jest/globals';
import { LoggedStates } from '../../../../chaos/evidence/logged-states.ts';

const sent = Array.from({ length: 3000 }, (_, number) => ({ correlationId: `r1-base-${number}` }));

describe('the states that functions logged', () => {
  it('are those of each operation, by service, each once', () => {
    const logged = new LoggedStates(sent);
    const line = (correlationId: string, service: string, state: string) =>
      logged.add({ correlationId, service, state });
    line('r1-base-7', 'payment', 'AUTHORISED');
    line('r1-base-2999', 'payment', 'DECLINED');
    line('r1-base-7', 'warehouse', 'RESERVED');
    line('r1-base-7', 'payment', 'AUTHORISED');
    line('r1-base-7', 'payment', 'VOIDED');
    expect(logged.of('r1-base-7')).toEqual({ payment: ['AUTHORISED', 'VOIDED'], warehouse: ['RESERVED'] });
    expect(logged.of('r1-base-2999')).toEqual({ payment: ['DECLINED'] });
    expect(logged.of('r1-base-8')).toEqual({});
  });

  it('are none of an operation that was not sent', () => {
    const logged = new LoggedStates(sent);
    const line = { service: 'payment', state: 'AUTHORISED' };
    expect(logged.add({ ...line, correlationId: 'own-1' })).toBe(false);
    expect(logged.add({ ...line, correlationId: 'r1-base-1' })).toBe(true);
    expect(logged.of('own-1')).toEqual({});
  });

  it('lack what is beyond the first 31, of which nothing is concluded', () => {
    const logged = new LoggedStates(sent);
    const numbers = Array.from({ length: 33 }, (_, number) => String(number));
    for (const state of numbers)
      expect(logged.add({ correlationId: 'r1-base-0', service: 'payment', state })).toBe(true);
    expect(logged.of('r1-base-0')).toEqual({ payment: numbers.slice(0, 31) });
  });
});
