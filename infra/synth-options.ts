/** The command line of `npm run synth`. */
import yargs from 'yargs';
import { isRegion } from './region.ts';
import { SettingsError } from './settings-error.ts';

export interface SynthOptions {
  readonly stage: string;
  readonly first: boolean;
  readonly account: boolean;
  readonly pipeline: boolean;
  readonly region: string;
  readonly out: string | undefined;
}

/**
 * @returns undefined if the help was asked for, and is printed
 * @throws SettingsError if the command line is wrong
 */
export async function synthOptions(words: readonly string[]): Promise<SynthOptions | undefined> {
  const parser = yargs([...words])
    .scriptName('npm run synth --')
    .usage('$0 [options]\n\nWrites and validates a cloud assembly, offline.')
    .options({
      stage: { type: 'string', default: 'dev', requiresArg: true, describe: 'a stage of infra/stage.ts' },
      first: {
        type: 'boolean',
        default: false,
        describe: 'without protection against deletion, so that a first deployment that fails can be repeated',
      },
      account: { type: 'boolean', default: false, describe: "the account's own stack instead of a stage" },
      pipeline: { type: 'boolean', default: false, describe: 'the pipeline, and the stages that it deploys' },
      region: { type: 'string', default: 'us-east-1', requiresArg: true, describe: 'region of the stack of --account' },
      out: { type: 'string', requiresArg: true, describe: 'folder of the assembly; by default one in cdk.out' },
    })
    .version(false)
    .strict()
    .exitProcess(false)
    .wrap(110)
    .fail((message: string, error: unknown) => {
      throw error instanceof SettingsError
        ? error
        : new SettingsError(`${worded(message)}\nSee: npm run synth -- --help`);
    });
  const { help, stage, first, account, pipeline, region, out } = await parser.parseAsync();
  if (help === true) return undefined;
  if (account && pipeline)
    throw new SettingsError('--account and --pipeline are different assemblies: name one of them');
  for (const [name, value] of Object.entries({ stage, region, out })) {
    if (Array.isArray(value)) throw new SettingsError(`--${name} is given twice: write it once`);
    if (value === '') throw new SettingsError(`--${name} is empty: give it a value, or leave it out`);
  }
  if (!isRegion(region)) {
    throw new SettingsError(`--region must be the name of a region, such as us-east-1, not ${region}`);
  }
  return { stage, first, account, pipeline, region, out };
}

/** yargs' messages begin with a capital letter, and the one of an option without its value looks like one of an argument. */
const worded = (message: string): string =>
  message
    .replace(/^Not enough arguments following: (.*)$/, (_all, option: string) => `--${option} needs a value`)
    .replace(/^Unknown argument/, 'unknown argument');
