import { verdictExitCodes } from '@evenkeel/chaos/judge';
import { bind } from '../../command.ts';
import { withVerify } from '../../options.ts';
import { judgeNamedRun, withRun } from '../named-run.ts';

export const check = bind({
  options: (yargs) =>
    withVerify(withRun(yargs))
      .example('$0 chaos check short', 'judge the latest game day')
      .example('$0 chaos check short --verify key.pub.pem', 'demand also that the owner of this key signed it')
      .example('$0 chaos check reports/runs/short/latest --json', 'print every check with its evidence as JSON'),
  run: async ({ run, definition: given, verify }, { terminal }) => {
    const { verdict, reasons, checks } = await judgeNamedRun(run, given, verify);
    terminal.print(verdict);
    for (const reason of reasons) terminal.print(`  ${reason}`);
    for (const { name, result, summary, evidence } of checks) {
      terminal.print(`  ${result.padEnd(8)} ${name.padEnd(26)} ${summary}`);
      if (result !== 'valid') for (const line of evidence) terminal.print(`           ${line}`);
    }
    terminal.json({ verdict, reasons, checks });
    return verdictExitCodes[verdict];
  },
});
