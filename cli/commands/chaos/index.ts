import type { Argv } from 'yargs';
import { check } from './check.ts';
import { list } from './list.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { validate } from './validate.ts';

export const chaos = {
  command: 'chaos <action>',
  describe: 'experiments and faults: run, list, validate, schema, status, stop, check',
  builder: (yargs: Argv) =>
    yargs.command([run, list, validate, schema, status, stop, check]).demandCommand(1, 'name an action').strict(),
  handler: () => undefined,
};
