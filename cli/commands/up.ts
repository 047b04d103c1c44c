import { once } from 'node:events';
import { bind, type CommandContext } from '../command.ts';
import { accessToken } from '../../loadtests/entry.ts';
import { type CommerceSystem, isCommerce, type SystemDescription } from '../../chaos/schemas/index.ts';
import { exitCodes } from '../failure.ts';
import { seedGoods } from '../gameday/goods.ts';
import { numberBetween, withApp, withSeed } from '../options.ts';
import { readApp } from '../system/app.ts';
import { startSystem } from '../system/start.ts';

export const up = bind({
  command: 'up',
  describe: 'the system on this machine, until Ctrl-C',
  options: (yargs) =>
    withApp(withSeed(yargs))
      .option('speed', {
        type: 'number',
        default: 1,
        describe: 'virtual seconds in a real one',
        coerce: numberBetween('speed', 1, 60),
      })
      .option('port', { type: 'number', describe: 'port of the local servers; a free one by default' })
      .option('stock', { type: 'boolean', default: true, describe: 'put products, customers and stock in' })
      .example('$0 up', 'the system in real time')
      .example('$0 up --speed 20 --json', 'an hour in three minutes; endpoints as an object')
      .example('$0 up --app cdk.out', 'an app of your own, as `cdk synth` wrote it'),
  run: async ({ app: folder, speed, port, stock, seed }, context) => {
    const { terminal, signal } = context;
    const app = folder === undefined ? undefined : await readApp(folder);
    const system = await startSystem(
      { heldFor: 'others', stage: 'dev', app, speed, startAt: new Date(), seed: seed ?? 1, port },
      context,
    );
    const { description } = system;
    try {
      const token = isCommerce(description) ? await tokenOf(description, stock, context) : undefined;
      terminal.json({ ...description, ...(token === undefined ? {} : { token }) });
      for (const line of introduction(description, token)) terminal.print(line);
      if (!signal.aborted) await once(signal, 'abort');
      return exitCodes.interrupted;
    } finally {
      await system.close();
      terminal.step('system: ended');
    }
  },
});

async function tokenOf(system: CommerceSystem, stock: boolean, context: CommandContext): Promise<string> {
  if (!stock) return accessToken(system, context.signal);
  return (await seedGoods(system, context)).token;
}

function introduction(system: SystemDescription, token: string | undefined): readonly string[] {
  return [
    '',
    `API       ${system.apiUrl}`,
    ...(isCommerce(system) && token !== undefined ? howToOrder(system, token) : howToBreak(system)),
    '',
    'Point any AWS client at it:',
    ...Object.entries(system.environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    'Ctrl-C ends it.',
  ];
}

function howToOrder({ apiUrl, apiKeys }: CommerceSystem, token: string): readonly string[] {
  return [
    `API key   ${apiKeys.power}   (plan Power; Basic ${apiKeys.basic}, Premium ${apiKeys.premium})`,
    `Token     ${token}`,
    '',
    'Place an order:',
    `  curl -s ${apiUrl}/checkout -H 'x-api-key: ${apiKeys.power}' -H 'authorization: Bearer ${token}' \\`,
    `    -H 'content-type: application/json' -d '{"customerId":"customer-01","lines":[{"sku":"ord-01","quantity":1}],"method":"card"}'`,
  ];
}

function howToBreak({ prefix }: SystemDescription): readonly string[] {
  return [`Names     ${prefix}*`, '', 'Break it, in another terminal:', '  evenkeel chaos run EXPERIMENT.yaml'];
}
