import { type Experiment, faults, type ListedFault, readExperiment } from '@evenkeel/chaos';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { documentsBeside, orUsageFailure } from '../../gameday/documents.ts';
import { withSystem } from '../../options.ts';
import { systemHere } from '../../system/definition.ts';

export const list = bind({
  options: (yargs) =>
    withSystem(yargs)
      .example('$0 chaos list', 'show what you can break and what you can run')
      .example('$0 chaos list --json', 'include the JSON Schema of the parameters of each fault'),
  run: async ({ system: given }, { terminal }) => {
    const { definition, file } = await systemHere(given);
    const [shipped, plans] = await Promise.all([documentsBeside('experiment', file), documentsBeside('plan', file)]);
    const experiments = await Promise.all(
      shipped.map(async ({ name, path }) => {
        const experiment = await orUsageFailure(() => readExperiment(path, { system: definition }));
        return { name, path, title: experiment.title, seconds: secondsOf(experiment) };
      }),
    );
    for (const fault of faults) {
      terminal.print(`fault       ${fault.name.padEnd(20)} ${fault.summary}`);
      const parameters = parametersOf(fault);
      if (parameters !== '') terminal.print(`            ${''.padEnd(20)} { ${parameters} }`);
    }
    for (const { kind, summary } of definition.drift ?? []) terminal.print(`drift       ${kind.padEnd(20)} ${summary}`);
    for (const { name, seconds, title } of experiments) {
      terminal.print(`experiment  ${name.padEnd(20)} ${`${seconds} s`.padStart(5)} of load  ${title}`);
    }
    for (const { name, path } of plans) terminal.print(`plan        ${name.padEnd(20)} ${path}`);
    const drift = (definition.drift ?? []).map(({ kind, summary }) => ({ kind, summary }));
    terminal.json({ system: definition.name, faults, drift, experiments, plans });
    return exitCodes.pass;
  },
});

/** Real seconds of all phases with their drains. */
function secondsOf({ phases }: Experiment): number {
  return phases.reduce((sum, { seconds, drainSeconds }) => sum + seconds + drainSeconds, 0);
}

interface ObjectSchema {
  readonly properties?: Readonly<
    Record<string, { readonly type?: string; readonly enum?: readonly string[]; readonly const?: string }>
  >;
  readonly required?: readonly string[];
  readonly anyOf?: readonly ObjectSchema[];
  readonly oneOf?: readonly ObjectSchema[];
}

/** Parameters by name. `?` marks an optional one, `|` separates alternatives. */
function parametersOf({ parameters }: ListedFault): string {
  return describeSchema(parameters as ObjectSchema);
}

function describeSchema({ properties = {}, required = [], anyOf, oneOf }: ObjectSchema): string {
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return alternatives.map(describeSchema).join(' } | { ');
  return Object.entries(properties)
    .map(([name, { type, enum: values, const: only }]) => {
      const value = values?.join(' | ') ?? only ?? type;
      return `${name}${required.includes(name) ? '' : '?'}${value === undefined ? '' : `: ${value}`}`;
    })
    .join(', ');
}
