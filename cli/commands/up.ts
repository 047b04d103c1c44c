import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { bind, type CommandContext } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { apiCredentials } from '../gameday/credentials.ts';
import { seedSystem } from '../gameday/prepare.ts';
import { numberBetween, withApp, withDefinition, withDynamoDb, withIgnore, withSeed } from '../options.ts';
import { chosenStage } from '../system/alarms.ts';
import { type App, appBeside, readApp } from '../system/app.ts';
import { connectionTo } from '../system/connection.ts';
import { type FoundSystem, systemHere } from '../system/definition.ts';
import { NO_API } from '../system/outputs.ts';
import { startSystem } from '../system/start.ts';

export const up = bind({
  options: (yargs) =>
    withIgnore(withDynamoDb(withApp(withDefinition(withSeed(yargs)))))
      .option('stage', {
        type: 'string',
        default: 'dev',
        describe: 'deployment stage of the system that ships with evenkeel',
      })
      .option('speed', {
        type: 'number',
        default: 1,
        describe: 'virtual seconds per real second',
        coerce: numberBetween('speed', 1, 60),
      })
      .option('port', {
        type: 'number',
        describe: 'port of the local servers; by default a free one',
        coerce: (port: number | undefined) => (port === undefined ? undefined : numberBetween('port', 0, 65_535)(port)),
      })
      .option('account-concurrency', {
        type: 'number',
        describe: 'concurrent invocations of functions that the account allows: 1000 by default, 10 in a new account',
        coerce: (limit: number | undefined) =>
          limit === undefined ? undefined : numberBetween('account-concurrency', 1, 100_000)(limit),
      })
      .option('data', {
        type: 'boolean',
        default: true,
        describe: "run the definition's `seed`, which creates what the system needs before any load",
      })
      .example('$0 up', 'run the system in real time')
      .example('$0 up --speed 20 --json', 'let an hour pass in three minutes; print the endpoints as JSON')
      .example('$0 up --app cdk.out', 'run your own app, from what `cdk synth` wrote'),
  run: async ({ app: folder, stage, speed, port, data, seed, definition: given, ignore, ...options }, context) => {
    const { terminal, signal } = context;
    const { app, system } = await whatToRun(folder, given);
    if (app === undefined && system !== undefined) demandTokens(stage);
    const started = await startSystem(
      {
        heldFor: 'others',
        stage,
        app,
        speed,
        ignore,
        startAt: new Date(),
        seed: seed ?? 1,
        port,
        dynamodbEndpoint: options['dynamodb-endpoint'],
        accountConcurrency: options['account-concurrency'],
      },
      context,
    );
    const { description } = started;
    try {
      const headers = await readied(system, description, data, context);
      terminal.json({ ...description, headers });
      for (const line of introduction(description, headers)) terminal.print(line);
      if (!signal.aborted) await once(signal, 'abort');
      return exitCodes.interrupted;
    } finally {
      await started.close();
      terminal.step('system: stopped');
    }
  },
});

interface Chosen {
  readonly app: App | undefined;
  readonly system: FoundSystem | undefined;
}

/** The app to boot, with its definition. Without an app, this is the system that ships with evenkeel. */
async function whatToRun(folder: string | undefined, given: string | undefined): Promise<Chosen> {
  if (given === 'none') return { app: folder === undefined ? undefined : await readApp(folder), system: undefined };
  const system = await systemHere(given, folder === undefined ? process.cwd() : dirname(resolve(folder)));
  if (folder !== undefined) return { app: await readApp(folder), system: system.ships ? undefined : system };
  if (system.ships) return { app: undefined, system };
  const beside = appBeside(system.file);
  if (beside !== undefined) return { app: await readApp(beside), system };
  throw usageFailure(`pass the cloud assembly of the system in ${system.file} with --app, such as --app cdk.out`);
}

/** @throws CommandFailure exit 2 if callers of the stage's API sign their requests, which the definition does not know how to do */
function demandTokens(name: string): void {
  if (chosenStage(name).authorisation === 'jwt') return;
  throw usageFailure(
    `stage ${name} authorises by IAM, and the definition's seed sends tokens: pass --definition none to run the stage without data`,
  );
}

/** Seeds the system. @returns the headers that its API requires */
async function readied(
  system: FoundSystem | undefined,
  description: SystemDescription,
  data: boolean,
  context: CommandContext,
): Promise<Readonly<Record<string, string>>> {
  if (system === undefined) return {};
  if (data) await seedSystem(system, description, context);
  const { definition } = system;
  return (await apiCredentials({ definition, connection: connectionTo(description, context) })).headers;
}

function introduction(
  { apiUrl, prefix, apiKeys, environment, pid, folder }: SystemDescription,
  headers: Readonly<Record<string, string>>,
): readonly string[] {
  const keys = Object.entries(apiKeys).map(([name, value]) => `${name} ${value}`);
  const sent = Object.entries(headers).map(([name, value]) => `  -H '${name}: ${value}'`);
  return [
    '',
    `API       ${apiUrl === NO_API ? 'none' : apiUrl}`,
    ...(keys.length === 0 ? [] : [`API keys  ${keys.join(', ')}`]),
    `Names     ${prefix}*`,
    `System    ${String(pid)}, of ${folder ?? ''}`,
    ...(sent.length === 0 ? [] : ['', 'Send with each request:', ...sent]),
    '',
    'Point any AWS client at the system:',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    'Break it, in another terminal:',
    '  evenkeel chaos list',
    '  evenkeel chaos run EXPERIMENT',
    '',
    'Press Ctrl-C to stop it.',
  ];
}
