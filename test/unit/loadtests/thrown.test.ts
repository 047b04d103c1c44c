import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { thrownIn } from '../../../chaos/schemas/thrown.ts';
import { readThrown } from '../../../loadtests/lib/thrown.ts';

const boom = (message = 'Error: journey boom') => `${message}\n\tat report (file:///run/k6/journeys.js:232:31(39))\n\n`;

describe('the errors that journeys threw', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thrown-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are counted by their stacks, and the first one is named', () => {
    const log = `${boom()}Request Failed\n${boom("TypeError: Cannot read property 'id' of undefined")}${boom()}`;
    expect(thrownIn(log)).toEqual({ iterations: 3, error: 'Error: journey boom' });
  });

  it('count once each, however deep their stacks are', () => {
    const deep = 'Error: no seat\n\tat book (file:///a.js:1:1(2))\n\tat file:///a.js:9:3(4)\n\tat native\n';
    expect(thrownIn(deep)).toEqual({ iterations: 1, error: 'Error: no seat' });
  });

  it.each([[''], ['Request Failed\nInsufficient VUs, reached 10 active VUs\n']])('are none in %j', (log) => {
    expect(thrownIn(log)).toBeUndefined();
  });

  it('are read from the first megabytes of a log', async () => {
    const file = join(folder, 'k6.log');
    await writeFile(file, boom() + `${'x'.repeat(99)}\n`.repeat(60_000) + boom());
    expect(await readThrown(file)).toEqual({ iterations: 1, error: 'Error: journey boom' });
  });
});
