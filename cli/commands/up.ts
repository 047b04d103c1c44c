import { once } from 'node:events';
import { bind } from '../command.ts';
import { accessToken } from '../../loadtests/entry.ts';
import type { SystemDescription } from '../../chaos/contract/index.ts';
import { exitCodes } from '../failure.ts';
import { putGoodsIn } from '../game/goods.ts';
import { numberBetween, withSeed } from '../options.ts';
import { startSystem } from '../system/start.ts';

export const up = bind({
  command: 'up',
  describe: 'the system on this machine, until Ctrl-C',
  options: (yargs) =>
    withSeed(yargs)
      .option('speed', {
        type: 'number',
        default: 1,
        describe: 'virtual seconds in a real one',
        coerce: numberBetween('speed', 1, 60),
      })
      .option('port', { type: 'number', describe: 'port of the local servers; a free one by default' })
      .option('stock', { type: 'boolean', default: true, describe: 'put products, customers and stock in' })
      .example('$0 up', 'the system in real time')
      .example('$0 up --speed 20 --json', 'an hour in three minutes; endpoints as an object'),
  run: async ({ speed, port, stock, seed }, context) => {
    const { terminal, signal } = context;
    const system = await startSystem({ stage: 'dev', speed, startAt: new Date(), seed: seed ?? 1, port }, context);
    try {
      const { token } = stock
        ? await putGoodsIn(system.description, context)
        : { token: await accessToken(system.description, signal) };
      terminal.json({ ...system.description, token });
      for (const line of introduction(system.description, token)) terminal.print(line);
      if (!signal.aborted) await once(signal, 'abort');
      return exitCodes.interrupted;
    } finally {
      await system.close();
      terminal.step('system: ended');
    }
  },
});

function introduction(system: SystemDescription, token: string): readonly string[] {
  return [
    '',
    `API       ${system.apiUrl}`,
    `API key   ${system.apiKeys.power}   (plan Power; Basic ${system.apiKeys.basic}, Premium ${system.apiKeys.premium})`,
    `Token     ${token}`,
    '',
    'Place an order:',
    `  curl -s ${system.apiUrl}/checkout -H 'x-api-key: ${system.apiKeys.power}' -H 'authorization: Bearer ${token}' \\`,
    `    -H 'content-type: application/json' -d '{"customerId":"customer-01","lines":[{"sku":"ord-01","quantity":1}],"method":"card"}'`,
    '',
    'Point any AWS client at it:',
    ...Object.entries(system.environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    'Ctrl-C ends it.',
  ];
}
