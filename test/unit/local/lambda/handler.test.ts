import { describe, expect, it } from '@jest/globals';
import { asCalledBy, type Handler } from '../../../../local/lambda/worker/handler.ts';

const call = (runtime: string, handler: Handler): Promise<unknown> =>
  Promise.resolve(asCalledBy(runtime, handler)('event', {}));

describe('how a runtime calls a handler', () => {
  it('is with an event and a context from Node.js 24 on', async () => {
    const given: unknown[] = [];
    const handler: Handler = (...parameters: unknown[]) => {
      given.push(...parameters);
      return 'reply';
    };
    expect(await call('nodejs24.x', handler)).toBe('reply');
    expect(given).toEqual(['event', {}]);
  });

  it('is an error from Node.js 24 on if the handler declares a callback', () => {
    const handler: Handler = (event, context, done) => done?.(undefined, [event, context]);
    expect(() => asCalledBy('nodejs24.x', handler)).toThrow(
      expect.objectContaining({ name: 'Runtime.CallbackHandlerDeprecated' }),
    );
  });

  it.each(['nodejs22.x', 'nodejs20.x'])(
    'takes a callback or a promise in %s, and ignores a plain value',
    async (runtime) => {
      expect(
        await call(runtime, (_event, _context, done) => {
          setTimeout(() => done?.(undefined, 'called back'), 1);
        }),
      ).toBe('called back');
      await expect(call(runtime, (_event, _context, done) => done?.('refused'))).rejects.toThrow('refused');
      expect(await call(runtime, () => Promise.resolve('resolved'))).toBe('resolved');
      expect(await call(runtime, () => 'ignored')).toBeUndefined();
      await expect(
        call(runtime, () => {
          throw new RangeError('thrown');
        }),
      ).rejects.toThrow(RangeError);
    },
  );
});
