import { describe, expect, it } from '@jest/globals';
import { settings } from '../../../../infra/pipeline/settings.ts';
import { soundSettings } from '../../../../infra/pipeline/sound-settings.ts';

describe('the settings of the pipeline', () => {
  it('are those that the repository has', async () => {
    expect(await soundSettings(settings)).toEqual(settings);
  });

  it.each([
    [{ experiments: ['reply_lost', 'stock_runs_outt'] }, 'experiments[1]: there is no experiment stock_runs_outt'],
    [{ experiments: ['stock_runs_outt'] }, '(did you mean stock_runs_out?)'],
    [{ experiments: ['region_lost'] }, 'experiments[0]: region_lost needs two regions'],
    [{ experiments: ['event_lost'] }, 'experiments[0]: event_lost needs speed 20, and on AWS time passes at speed 1'],
    [{ rehearsal: 'qa' }, 'rehearsal must be a stage with `chaos: true`: qa has false'],
    [{ rehearsal: 'devv' }, 'rehearsal must be a stage of infra/stage.ts, not devv'],
    [{ production: 'live' }, 'production must be a stage of infra/stage.ts, not live'],
    [{ production: 'dev' }, 'production must be another stage than rehearsal, dev'],
    [{ region: 'mars-1' }, 'region must be the name of a region'],
    [{ undecided: 'maybe' }, 'undecided must be'],
  ])('with %j are refused before anything is deployed', async (changes, message) => {
    await expect(soundSettings({ ...settings, ...changes })).rejects.toMatchObject({
      name: 'SettingsError',
      message: expect.stringMatching(/^infra\/pipeline\/settings\.ts: /),
    });
    await expect(soundSettings({ ...settings, ...changes })).rejects.toThrow(message);
  });

  it('are refused with every mistake at once', async () => {
    const wrong = { ...settings, rehearsal: 'qa', experiments: ['region_lost', 'none'] };
    await expect(soundSettings(wrong)).rejects.toThrow(/rehearsal.*\n.*experiments\[0\].*\n.*experiments\[1\]/);
  });
});
