import { describe, expect, it, jest } from '@jest/globals';
import { synthOptions } from '../../../infra/synth-options.ts';

describe('the command line of npm run synth', () => {
  it('names a stage, by default dev', async () => {
    const defaults = {
      stage: 'dev',
      first: false,
      account: false,
      pipeline: false,
      region: 'us-east-1',
      out: undefined,
    };
    expect(await synthOptions([])).toEqual(defaults);
    expect(await synthOptions(['--stage', 'duo', '--first'])).toEqual({ ...defaults, stage: 'duo', first: true });
  });

  it.each([
    [['--stage'], '--stage needs a value'],
    [['--stage='], '--stage is empty'],
    [['--stage', 'dev', '--stage', 'qa'], '--stage is given twice'],
    [['--stagee', 'dev'], 'unknown argument: stagee'],
    [['dev'], 'unknown argument: dev'],
    [['--account', '--pipeline'], '--account and --pipeline are different assemblies'],
    [['--account', '--region', 'mars-1'], '--region must be the name of a region, such as us-east-1, not mars-1'],
  ])('is refused in a sentence: %p', async (words, message) => {
    await expect(synthOptions(words)).rejects.toMatchObject({
      name: 'SettingsError',
      message: expect.stringContaining(message),
    });
  });

  it('is explained, and nothing is synthesized', async () => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await synthOptions(['--help'])).toBeUndefined();
    expect(print.mock.calls.flat().join('\n')).toContain('--stage     a stage of infra/stage.ts');
    print.mockRestore();
  });
});
