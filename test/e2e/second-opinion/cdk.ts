/** Runs the CDK's own command line, as a user would. */
import { createRequire } from 'node:module';
import { x } from 'tinyexec';

const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

export interface Deployed {
  readonly exitCode: number | undefined;
  /** What the CLI wrote, without the progress of assets. */
  readonly transcript: string;
}

export async function cdk(
  arguments_: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Deployed> {
  const { exitCode, stdout, stderr } = await x(
    process.execPath,
    [CDK, '--ci', '--no-color', '--no-notices', '--no-version-reporting', ...arguments_],
    { nodeOptions: { env: { ...process.env, ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true', NODE_OPTIONS: '' } } },
  );
  const lines = `${stdout}${stderr}`.split('\n');
  return { exitCode, transcript: lines.filter((line) => !/: (start|success): /.test(line)).join('\n') };
}

/** Deploys every stack of an assembly. */
export const deploy = (
  assembly: string,
  environment: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<Deployed> =>
  cdk(
    ['deploy', '--app', assembly, '--all', '--require-approval', 'never', '--progress', 'events', ...more],
    environment,
  );
