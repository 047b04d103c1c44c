import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { whenResumed } from '../../../../services/shared/data-api.ts';

const named = (name: string) => Object.assign(new Error(name), { name });
const resuming = () => named('DatabaseResumingException');

/** Fails with each error in turn, then replies with the number of attempts. */
function sender(...errors: readonly Error[]) {
  const sender = { attempts: 0, send: () => Promise.resolve(0) };
  sender.send = () => {
    const error = errors[sender.attempts];
    sender.attempts += 1;
    return error === undefined ? Promise.resolve(sender.attempts) : Promise.reject(error);
  };
  return sender;
}

describe('whenResumed', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends the request again while the cluster resumes', async () => {
    const { send } = sender(resuming(), resuming());
    const reply = whenResumed(send);
    await jest.advanceTimersByTimeAsync(1000);
    expect(await reply).toBe(3);
  });

  it('gives up with the last error after the wait', async () => {
    const asleep = sender(...Array.from({ length: 100 }, resuming));
    const reply = expect(whenResumed(asleep.send, 3000)).rejects.toThrow('DatabaseResumingException');
    await jest.advanceTimersByTimeAsync(3000);
    await reply;
    expect(asleep.attempts).toBeGreaterThan(3);
    expect(asleep.attempts).toBeLessThan(9);
  });

  it('retries no other error', async () => {
    const broken = sender(named('BadRequestException'));
    await expect(whenResumed(broken.send)).rejects.toThrow('BadRequestException');
    expect(broken.attempts).toBe(1);
  });
});
