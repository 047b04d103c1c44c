import { lineOf, type Mistake } from '@evenkeel/chaos/schemas/mistakes';

/** What stands in a file of settings, or on the command line of `npm run synth`, cannot be deployed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @param place such as `stage duo in infra/stage.ts` */
export const settingsError = (place: string, mistakes: readonly Mistake[]): SettingsError =>
  new SettingsError(mistakes.map((mistake) => `${place}: ${lineOf(mistake)}`).join('\n'));
