import { describe, expect, it } from '@jest/globals';
import { Started } from '../../../local/started.ts';

const never = () => new Promise<void>(() => undefined);

describe('the shutdown of a system', () => {
  it('runs in the opposite order of the start', async () => {
    const ended: string[] = [];
    const started = new Started();
    for (const part of ['processes', 'server', 'services']) {
      started.add(() => {
        ended.push(part);
        return Promise.resolve();
      });
    }
    await started.end(() => undefined);
    expect(ended).toEqual(['services', 'server', 'processes']);
  });

  it('ends the processes, whatever the parts before them do', async () => {
    const ended: string[] = [];
    const logged: string[] = [];
    const started = new Started();
    started.add(() => Promise.resolve(void ended.push('processes')));
    started.add(never, 20);
    started.add(() => Promise.reject(new Error('no')), 20);
    await started.end((message) => logged.push(message));
    expect(ended).toEqual(['processes']);
    expect(logged).toEqual(['closing: Error: no', 'closing: Error: a part of the system has not closed within 20 ms']);
  });

  it('happens once', async () => {
    let ended = 0;
    const started = new Started();
    started.add(() => Promise.resolve(void (ended += 1)));
    await Promise.all([started.end(() => undefined), started.end(() => undefined)]);
    expect(ended).toBe(1);
  });
});
