import type { Argv, CommandModule } from 'yargs';
import {
  accept as storeAcceptance,
  type Acceptance,
  acceptanceProblems,
  hasEnded,
  readAcceptances,
  withdraw as withdrawAcceptance,
} from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';

const withKey = <T>(yargs: Argv<T>) =>
  withRules(yargs)
    .positional('rule', { type: 'string', demandOption: true, describe: 'name of the rule' })
    .option('key', { type: 'string', describe: 'only this key; by default everything that the rule finds' });

const add = bind({
  options: (yargs) =>
    withKey(yargs)
      .option('reason', { type: 'string', demandOption: true, describe: 'why you accept it' })
      .option('until', {
        type: 'string',
        demandOption: true,
        describe: "time at which it becomes drift again, with a zone, on the system's clock",
      })
      .example('$0 reconcile accept price-copies --key nut --reason "sale" --until 2026-03-31T00:00:00Z', ''),
  run: async ({ rule, key, reason, until, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const acceptance: Acceptance = { rule, reason, until, ...(key !== undefined && { key }) };
    const names = opened.reconciliation.rules.map(({ name }) => name);
    const [problem] = acceptanceProblems([acceptance], names);
    if (!names.includes(rule)) throw usageFailure(`there is no rule ${rule}; the rules are ${names.join(', ')}`);
    if (problem !== undefined) throw usageFailure(`--${problem.path.split('.').at(-1) ?? ''} ${problem.message}`);
    if (hasEnded(acceptance, opened.clock.now())) {
      throw usageFailure(
        `--until ${until} has passed: the system's time is ${new Date(opened.clock.now()).toISOString()}`,
      );
    }
    await storeAcceptance(tablesOf(opened, 'accept'), acceptance, opened.clock);
    terminal.print(`accepted ${textOf(acceptance)}`);
    terminal.json(acceptance);
    return exitCodes.pass;
  },
});

const list = bind({
  options: (yargs) => withRules(yargs),
  run: async (options, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const stored = opened.tables === undefined ? [] : await readAcceptances(opened.tables);
    const all = [...(opened.reconciliation.accepted ?? []), ...stored];
    const listed = all.map((acceptance) => ({ ...acceptance, ended: hasEnded(acceptance, opened.clock.now()) }));
    for (const acceptance of listed)
      terminal.print(`${acceptance.ended ? 'ended   ' : 'current '}  ${textOf(acceptance)}`);
    if (listed.length === 0) terminal.print('nothing is accepted');
    terminal.json(listed);
    return exitCodes.pass;
  },
});

const withdraw = bind({
  options: (yargs) => withKey(yargs),
  run: async ({ rule, key, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const of = { rule, ...(key !== undefined && { key }) };
    if (!(await withdrawAcceptance(tablesOf(opened, 'accept withdraw'), of))) {
      throw usageFailure(`${rule}${key === undefined ? '' : ` ${key}`} was not accepted by this command`);
    }
    terminal.print(`withdrawn: differences of ${rule}${key === undefined ? '' : ` ${key}`} are drift again`);
    terminal.json(of);
    return exitCodes.pass;
  },
});

const textOf = ({ rule, key = 'every key', until, reason }: Acceptance): string =>
  `${rule.padEnd(20)} ${key}  until ${until}  ${reason}`;

const subcommands: readonly CommandModule[] = [
  {
    command: '$0 <rule>',
    describe: 'accept what a rule finds until a given time: evenkeel neither repairs it nor counts it as drift',
    ...add,
  },
  {
    command: 'list',
    describe: 'list what is accepted, by this command and by the reconciliation itself',
    ...list,
  },
  {
    command: 'withdraw <rule>',
    describe: 'withdraw an acceptance',
    ...withdraw,
  },
];

export const accept = {
  builder: (yargs: Argv) => yargs.command([...subcommands]).strict(),
  handler: () => undefined,
};
