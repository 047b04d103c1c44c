import {
  DocumentError,
  type Experiment,
  faults,
  type ListedFault,
  readExperiment,
  type Shipped,
  type SystemDefinition,
} from '@evenkeel/chaos';
import { lineOf } from '@evenkeel/chaos/schemas/mistakes';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { documentsBeside } from '../../gameday/documents.ts';
import { withDefinition } from '../../options.ts';
import { systemHere } from '../../system/definition.ts';

export const list = bind({
  options: (yargs) =>
    withDefinition(yargs)
      .example('$0 chaos list', 'show what you can break and what you can run')
      .example('$0 chaos list --json', 'include the JSON Schema of the parameters of each fault'),
  run: async ({ definition: given }, { terminal }) => {
    const { definition, file } = await systemHere(given);
    const [shipped, plans] = await Promise.all([documentsBeside('experiment', file), documentsBeside('plan', file)]);
    const experiments = await Promise.all(shipped.map((one) => listed(one, definition)));
    for (const fault of faults) {
      terminal.print(`fault       ${fault.name.padEnd(20)} ${fault.summary}`);
      const parameters = parametersOf(fault);
      if (parameters !== '') terminal.print(`            ${''.padEnd(20)} { ${parameters} }`);
    }
    for (const { kind, summary } of definition.drift ?? []) terminal.print(`drift       ${kind.padEnd(20)} ${summary}`);
    for (const experiment of experiments) {
      const { name } = experiment;
      const about =
        'problem' in experiment
          ? `broken: ${experiment.problem}; see: evenkeel chaos validate ${name}`
          : `${`${experiment.seconds} s`.padStart(5)} of load  ${experiment.title}`;
      terminal.print(`experiment  ${name.padEnd(20)} ${about}`);
    }
    for (const { name, path } of plans) terminal.print(`plan        ${name.padEnd(20)} ${path}`);
    const drift = (definition.drift ?? []).map(({ kind, summary }) => ({ kind, summary }));
    terminal.json({ system: definition.name, faults, drift, experiments, plans });
    return exitCodes.pass;
  },
});

/** What the list says about an experiment. One that cannot be run does not hide the others. */
async function listed({ name, path }: Shipped, system: SystemDefinition) {
  try {
    const experiment = await readExperiment(path, { system });
    return { name, path, title: experiment.title, seconds: secondsOf(experiment) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const [first] = error.problems;
    return { name, path, problem: first === undefined ? error.message : `line ${first.line ?? 1}: ${lineOf(first)}` };
  }
}

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
