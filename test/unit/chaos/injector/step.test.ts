import { describe, expect, it } from '@jest/globals';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { withFaults } from '../../../../chaos/injector/index.ts';
import { wrapStep } from '../../../../chaos/injector/step.ts';
import type { SagaService, WrapStep } from '../../../../services/shared/step.ts';
import { armed, injector, NOW, type FakePorts } from './fake-ports.ts';

function paymentStep(fake: FakePorts) {
  const committed: string[] = [];
  const step = wrapStep(
    'payment',
    ({ correlationId }: { step: string; correlationId: string }) => {
      committed.push(correlationId);
      return Promise.resolve('AUTHORISED');
    },
    stepFaults,
    fake,
  );
  return { committed, prepare: (correlationId = 'r1-load-0') => step({ step: 'prepare', correlationId }, {}) };
}

describe('a step wrapped with faults', () => {
  it('throws after the store has committed, and logs the hit before that', async () => {
    const fake = injector([armed()]);
    const { prepare, committed } = paymentStep(fake);
    await expect(prepare()).rejects.toThrow('injected exception in payment prepare, after-commit');
    expect(committed).toEqual(['r1-load-0']);
    expect(fake.lines).toEqual([
      {
        event: 'fault.hit',
        faultId: 'lost-reply',
        correlationId: 'r1-load-0',
        point: 'after-commit',
        attempt: 1,
        fault: 'exception',
        experiment: 'test',
        run: 'r1',
      },
    ]);
  });

  it('acts only once those who listen to hits are done', async () => {
    const happened: string[] = [];
    const fake = injector([armed({ parameters: { service: 'payment', step: 'prepare', point: 'before-commit' } })], {
      announce: async ({ faultId, correlationId }) => {
        await Promise.resolve();
        happened.push(`${faultId} hits ${correlationId}`);
      },
    });
    const { prepare } = paymentStep(fake);
    await prepare().catch(() => happened.push('thrown'));
    expect(happened).toEqual(['lost-reply hits r1-load-0', 'thrown']);
  });

  it('throws before the store is reached', async () => {
    const parameters = { service: 'payment', step: 'prepare', point: 'before-commit' };
    const { prepare, committed } = paymentStep(injector([armed({ parameters })]));
    await expect(prepare()).rejects.toThrow('before-commit');
    expect(committed).toEqual([]);
  });

  it('lets the retry through once its attempts are used up', async () => {
    const fake = injector([armed({ attempts: 1 })]);
    const { prepare } = paymentStep(fake);
    await expect(prepare()).rejects.toThrow('injected');
    await expect(prepare()).resolves.toBe('AUTHORISED');
    expect(fake.lines).toHaveLength(1);
  });

  it('keeps throwing where the fault always hits', async () => {
    const fake = injector([armed({ attempts: 'always' })]);
    const { prepare } = paymentStep(fake);
    for (const attempt of [1, 2, 3]) {
      await expect(prepare()).rejects.toThrow('injected');
      expect(fake.lines.at(-1)?.attempt).toBe(attempt);
    }
  });

  it.each([
    ['its lease has ended', armed({ until: new Date(NOW).toISOString() }), 'r1-load-0'],
    ['the id is of another run', armed(), 'r2-load-0'],
    ['the id is of another scenario', armed(), 'r1-other-0'],
    ['no load made the id', armed(), 'order 17'],
    ['the decision spares the iteration', armed({ rate: 1e-9 }), 'r1-load-0'],
    [
      'it acts on another service',
      armed({ parameters: { service: 'shipping', step: 'prepare', point: 'before-commit' } }),
      'r1-load-0',
    ],
    [
      'it acts on another step',
      armed({ parameters: { service: 'payment', step: 'commit', point: 'before-commit' } }),
      'r1-load-0',
    ],
    ['nobody registered such a fault', armed({ fault: 'earthquake' }), 'r1-load-0'],
  ])('is left alone when %s', async (_why, fault, correlationId) => {
    const fake = injector([fault]);
    await expect(paymentStep(fake).prepare(correlationId)).resolves.toBe('AUTHORISED');
    expect(fake.lines).toEqual([]);
    expect(fake.failures).toEqual([]);
  });

  it('is not hit when the attempt cannot be counted, and the failure is reported', async () => {
    const fake = injector([armed()], { countAttempt: () => Promise.reject(new Error('throttled')) });
    await expect(paymentStep(fake).prepare()).resolves.toBe('AUTHORISED');
    expect(fake).toMatchObject({ lines: [], failures: ['hits'] });
  });

  it('is not hit when the fault does not take the parameters, and the failure is reported', async () => {
    const fake = injector([armed({ parameters: { service: 'payment' } })]);
    await expect(paymentStep(fake).prepare()).resolves.toBe('AUTHORISED');
    expect(fake).toMatchObject({ lines: [], failures: ['parameters'] });
  });

  it('is the step itself where the stage does not allow chaos', () => {
    const step = () => Promise.resolve('AUTHORISED');
    expect(withFaults('payment', step)).toBe(step);
  });

  it('decorates the services’ steps', () => {
    const decorate: WrapStep = withFaults;
    const service: SagaService = 'payment';
    expect(decorate(service, () => Promise.resolve({ service, state: 'AUTHORISED' }))).toBeInstanceOf(Function);
  });
});

describe('faults that replace a port', () => {
  it('act on the operations of their scenario only', async () => {
    const parameters = { service: 'payment', step: 'prepare', port: 'risk.limitCents', answer: 0 };
    const fake = injector([armed({ fault: 'port-answer', parameters })]);
    const step = wrapStep(
      'payment',
      (
        { correlationId }: { step: string; correlationId: string },
        { risk }: { risk: { limitCents(correlationId: string): Promise<number> } },
      ) => risk.limitCents(correlationId),
      stepFaults,
      fake,
    );
    const ports = { risk: { limitCents: () => Promise.resolve(10_000) } };
    expect(await step({ step: 'prepare', correlationId: 'r1-load-0' }, ports)).toBe(0);
    expect(await step({ step: 'prepare', correlationId: 'r9-load-0' }, ports)).toBe(10_000);
    expect(fake.lines).toMatchObject([{ point: 'port' }]);
  });
});
