import { bind, type CommandContext } from '../command.ts';
import { examine } from '../doctor/index.ts';
import { exitCodes } from '../failure.ts';
import { withApp, withTarget } from '../options.ts';

const statusColors = { ok: 'green', warning: 'yellow', failed: 'red', unknown: 'yellow' } as const;

export const doctor = bind({
  options: (yargs) =>
    withApp(withTarget(yargs))
      .example('$0 doctor', 'check every prerequisite on this machine')
      .example('$0 doctor --target aws --stage dev', 'check the account that the stage is, or will be, deployed to'),
  run: async (options, context) => (options.target === 'aws' ? onAccount(options, context) : onMachine(context)),
});

async function onMachine({ terminal }: CommandContext): Promise<number> {
  const findings = await examine();
  for (const finding of findings) {
    const mark = finding.found ? terminal.colors.green('found  ') : terminal.colors.red('missing');
    terminal.print(`${mark}  ${finding.name.padEnd(24)} ${finding.detail}`);
    if (finding.fix !== undefined) terminal.print(`         ${terminal.colors.bold(finding.fix)}`);
  }
  const missing = findings.filter((finding) => !finding.found);
  terminal.json({ ok: missing.length === 0, findings });
  return missing.length === 0 ? exitCodes.pass : exitCodes.usage;
}

async function onAccount(options: AccountOptions, { terminal }: CommandContext): Promise<number> {
  const { examineDeployment } = await import('../doctor/aws/deployment.ts');
  const findings = await examineDeployment(options);
  for (const { name, status, detail, fix } of findings) {
    terminal.print(`${terminal.colors[statusColors[status]](status.padEnd(7))}  ${name.padEnd(24)} ${detail}`);
    if (fix !== undefined) terminal.print(`         ${terminal.colors.bold(fix)}`);
  }
  const statuses = new Set(findings.map(({ status }) => status));
  terminal.json({ ok: !statuses.has('failed') && !statuses.has('unknown'), findings });
  if (statuses.has('failed')) return exitCodes.usage;
  return statuses.has('unknown') ? exitCodes.undecided : exitCodes.pass;
}

interface AccountOptions {
  readonly stage: string;
  readonly prefix?: string | undefined;
  readonly app?: string | undefined;
}
