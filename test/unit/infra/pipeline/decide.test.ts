import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exitCodes } from '../../../../cli/failure.ts';
import { type Workplace, workplace } from './stand-ins.ts';

describe('the decision of the gate', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  const decide = async (code: number, undecided: string) => {
    const { stdout, exitCode } = await place.run('decide.sh', [String(code), undecided]);
    return { verdict: stdout.trim(), exitCode };
  };

  it.each([
    [exitCodes.pass, 'stop', 'PASS', 0],
    [exitCodes.pass, 'ask', 'PASS', 0],
    [exitCodes.fail, 'stop', 'FAIL', 1],
    [exitCodes.fail, 'ask', 'FAIL', 1],
    [exitCodes.usage, 'stop', 'NONE', 2],
    [exitCodes.usage, 'ask', 'NONE', 2],
    [exitCodes.undecided, 'stop', 'INVALID', 3],
    [exitCodes.undecided, 'ask', 'INVALID', 0],
    [exitCodes.broken, 'stop', 'NONE', 4],
    [exitCodes.broken, 'ask', 'NONE', 4],
    [exitCodes.interrupted, 'stop', 'NONE', 130],
    [exitCodes.interrupted, 'ask', 'NONE', 130],
  ])(
    'on exit code %i, if an undecided run lets the pipeline %s, is %s and ends with %i',
    async (code, undecided, verdict, ends) => {
      expect(await decide(code, undecided)).toEqual({ verdict, exitCode: ends });
    },
  );

  it('lets a release go on after PASS, or after INVALID if a person is asked, and after nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 255 })),
        fc.constantFrom('stop', 'ask'),
        async (code, undecided) => {
          const { verdict, exitCode } = await decide(code, undecided);
          const mayGoOn = code === 0 || (code === 3 && undecided === 'ask');
          expect(exitCode).toBe(mayGoOn ? 0 : code);
          expect(verdict === 'PASS').toBe(code === 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([[[]], [['0']], [['', 'stop']]])('is no verdict without its arguments: %j', async (words) => {
    const { exitCode, stdout } = await place.run('decide.sh', words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('refuses a setting that it does not know', async () => {
    const { exitCode, stdout, stderr } = await place.run('decide.sh', ['0', 'maybe']);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error an undecided run cannot "maybe"; choose one of: stop, ask\n',
    });
  });
});
