import { bind } from '../command.ts';
import { examine } from '../doctor/index.ts';
import { exitCodes } from '../failure.ts';

export const doctor = bind({
  options: (yargs) => yargs.example('$0 doctor', 'check every prerequisite'),
  run: async (_options, { terminal }) => {
    const findings = await examine();
    for (const finding of findings) {
      const mark = finding.found ? terminal.colors.green('found  ') : terminal.colors.red('missing');
      terminal.print(`${mark}  ${finding.name.padEnd(24)} ${finding.detail}`);
      if (finding.fix !== undefined) terminal.print(`         ${terminal.colors.bold(finding.fix)}`);
    }
    const missing = findings.filter((finding) => !finding.found);
    terminal.json({ ok: missing.length === 0, findings });
    return missing.length === 0 ? exitCodes.pass : exitCodes.usage;
  },
});
