import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { withApp, withSystem } from '../options.ts';
import { shippedTemplates } from '../system/alarms.ts';
import { readApp } from '../system/app.ts';
import { attach } from '../system/attach.ts';
import { type DeployReport, deployOnto } from '../system/deploy.ts';
import { whyInUse } from '../system/stage-in-use.ts';

export const deploy = bind({
  options: (yargs) =>
    withApp(withSystem(yargs))
      .example('$0 deploy', 'deploy the changed sources onto the system that `up` runs')
      .example('$0 deploy --app cdk.out', 'deploy what `cdk synth` wrote'),
  run: async ({ app, stage, prefix, system: id }, { terminal, signal }) => {
    const system = await attach({ target: 'local', stage, prefix, system: id, app, api: false });
    const held = await whyInUse(system);
    if (held !== undefined) throw usageFailure(held);
    const folder = app ?? system.app;
    terminal.tick('synthesizing');
    const assembly = folder === undefined ? await shippedTemplates(system.stage) : (await readApp(folder)).assembly;
    const report = await deployOnto(
      system,
      assembly,
      (made, total) => {
        terminal.tick(`deploying: ${made} of ${total} resources`);
      },
      signal,
    );
    for (const line of linesOf(report)) terminal.print(line);
    terminal.json({ changes: report.changes });
    return exitCodes.pass;
  },
});

/** A version stays when its function gets another one, as on AWS; that is no news. */
function linesOf({ changes }: DeployReport): string[] {
  const shown = changes.filter(({ change, type }) => change !== 'kept' || type !== 'AWS::Lambda::Version');
  if (shown.length === 0) return ['nothing has changed'];
  return shown.map(({ change, stack, logicalId, type }) => {
    const kept = change === 'kept' ? ', which the template no longer has' : '';
    return `${change.padEnd(8)} ${stack}/${logicalId} (${type})${kept}`;
  });
}
