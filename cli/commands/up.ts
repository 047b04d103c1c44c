import { once } from 'node:events';
import { bind, type CommandContext } from '../command.ts';
import { accessToken } from '../../loadtests/entry.ts';
import { type CommerceSystem, isCommerce, type SystemDescription } from '@evenkeel/chaos/schemas';
import { exitCodes } from '../failure.ts';
import { seedGoods } from '../gameday/goods.ts';
import { numberBetween, withApp, withDynamoDb, withSeed } from '../options.ts';
import { readApp } from '../system/app.ts';
import { startSystem } from '../system/start.ts';

export const up = bind({
  options: (yargs) =>
    withDynamoDb(withApp(withSeed(yargs)))
      .option('speed', {
        type: 'number',
        default: 1,
        describe: 'virtual seconds per real second',
        coerce: numberBetween('speed', 1, 60),
      })
      .option('port', { type: 'number', describe: 'port of the local servers; a free one by default' })
      .option('stock', { type: 'boolean', default: true, describe: 'create products, customers and stock' })
      .example('$0 up', 'run the system in real time')
      .example('$0 up --speed 20 --json', 'let an hour pass in three minutes; print the endpoints as JSON')
      .example('$0 up --app cdk.out', 'run your own app, as `cdk synth` wrote it'),
  run: async ({ app: folder, speed, port, stock, seed, 'dynamodb-endpoint': dynamodbEndpoint }, context) => {
    const { terminal, signal } = context;
    const app = folder === undefined ? undefined : await readApp(folder);
    const system = await startSystem(
      { heldFor: 'others', stage: 'dev', app, speed, startAt: new Date(), seed: seed ?? 1, port, dynamodbEndpoint },
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
      terminal.step('system: stopped');
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
    'Point any AWS client at the system:',
    ...Object.entries(system.environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    'Press Ctrl-C to stop it.',
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
