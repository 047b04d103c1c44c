import type { Argv } from 'yargs';
import * as z from 'zod';
import {
  armedFaults,
  checkRun,
  disarmAll,
  Experiment,
  faults,
  readExperiment,
  shippedExperiments,
  shippedPlans,
  verdictExitCodes,
} from '../../chaos/index.ts';
import { bind } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { locate, refusing } from '../game/documents.ts';
import { chosenSabotage } from '../game/sabotage.ts';
import { withApp, withSeed, withTarget } from '../options.ts';
import { soundAlarmsOf } from '../system/alarms.ts';
import { attach } from '../system/attach.ts';
import { createClients } from '../system/clients.ts';
import { runOne } from '../game/run-one.ts';
import { runDirectoryNamed } from './report.ts';

const run = bind({
  command: 'run <experiment>',
  describe: 'one experiment, on the running system or on one booted for it at speed 20',
  options: (yargs) =>
    withApp(withSeed(withTarget(yargs)))
      .positional('experiment', { type: 'string', demandOption: true, describe: 'one that ships, or a YAML file' })
      .option('sabotage', {
        type: 'string',
        describe: 'on a system booted for it and broken on purpose, to see it caught',
      })
      .example('$0 chaos run commerce_short', 'a short form of the game day')
      .example('$0 chaos run mine.yaml --app cdk.out', 'one of your own, on an app of your own'),
  run: async ({ experiment, seed, target, stage, prefix, app, sabotage }, context) => {
    const file = await locate('experiment', experiment);
    const order = { file, target, stage, prefix, app, seed: seed ?? 1, sabotage: chosenSabotage(sabotage) };
    return runOne(order, context);
  },
});

const list = bind({
  command: 'list',
  describe: 'faults with their parameters, experiments and plans that ship',
  options: (yargs) => yargs,
  run: async (_options, { terminal }) => {
    const [experiments, plans] = await Promise.all([shippedExperiments(), shippedPlans()]);
    for (const fault of faults) terminal.print(`fault       ${fault.name.padEnd(16)} ${fault.summary}`);
    for (const { name, path } of experiments) terminal.print(`experiment  ${name.padEnd(16)} ${path}`);
    for (const { name, path } of plans) terminal.print(`plan        ${name.padEnd(16)} ${path}`);
    terminal.json({ faults, experiments, plans });
    return exitCodes.pass;
  },
});

const validate = bind({
  command: 'validate <experiment>',
  describe: 'every mistake of an experiment at once, each with its path; starts nothing',
  options: (yargs) => withApp(yargs.positional('experiment', { type: 'string', demandOption: true })),
  run: async ({ experiment, app }, { terminal }) => {
    const file = await locate('experiment', experiment);
    const { system: kind } = await refusing(() => readExperiment(file));
    const alarms = await soundAlarmsOf({ target: 'local', stage: 'dev', app, kind });
    const parsed = await refusing(() => readExperiment(file, alarms));
    terminal.print(`${file}: sound`);
    terminal.json({ file, valid: true, name: parsed.name });
    return exitCodes.pass;
  },
});

const schema = bind({
  command: 'schema',
  describe: 'JSON Schema of experiment files, for editors',
  options: (yargs) => yargs,
  run: (_options, { terminal }) => {
    const text = z.toJSONSchema(Experiment, { io: 'input' });
    terminal.print(JSON.stringify(text, null, 2));
    terminal.json(text);
    return Promise.resolve(exitCodes.pass);
  },
});

const status = bind({
  command: 'status',
  describe: 'faults that are armed, and until when',
  options: (yargs) => withTarget(yargs),
  run: async ({ target, stage, prefix }, { terminal }) => {
    const system = await attach({ target, stage, prefix });
    const armed = await armedFaults({ system, clients: createClients(system) });
    for (const { faultId, fault, run: token, until } of armed) {
      terminal.print(`${faultId.padEnd(28)} ${fault.padEnd(14)} run ${token}, until ${until}`);
    }
    if (armed.length === 0) terminal.print('nothing is armed');
    terminal.json({ armed });
    return exitCodes.pass;
  },
});

const stop = bind({
  command: 'stop',
  describe: 'end every fault on the stage; functions heed it within a second',
  options: (yargs) => withTarget(yargs),
  run: async ({ target, stage, prefix }, { terminal }) => {
    const system = await attach({ target, stage, prefix });
    const ended = await disarmAll({ system, clients: createClients(system) });
    terminal.print(
      ended.length === 0 ? 'nothing was armed' : `ended ${ended.map(({ faultId }) => faultId).join(', ')}`,
    );
    terminal.json({ ended: ended.map(({ faultId }) => faultId) });
    return exitCodes.pass;
  },
});

const check = bind({
  command: 'check <run>',
  describe: 'judge a run directory again, offline',
  options: (yargs) => yargs.positional('run', { type: 'string', demandOption: true }),
  run: async ({ run: named }, { terminal }) => {
    const { verdict, reasons, checks } = await refusing(() => checkRun(runDirectoryNamed(named)));
    terminal.print(verdict);
    for (const reason of reasons) terminal.print(`  ${reason}`);
    for (const { name, result, summary } of checks)
      terminal.print(`  ${result.padEnd(8)} ${name.padEnd(26)} ${summary}`);
    terminal.json({ verdict, reasons, checks });
    return verdictExitCodes[verdict];
  },
});

export const chaos = {
  command: 'chaos <action>',
  describe: 'experiments and faults: run, list, validate, schema, status, stop, check',
  builder: (yargs: Argv) =>
    yargs.command([run, list, validate, schema, status, stop, check]).demandCommand(1, 'name an action').strict(),
  handler: () => undefined,
};
