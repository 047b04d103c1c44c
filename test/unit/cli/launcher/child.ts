/** A command that npm started: it says when it runs and when its launcher has gone. */
import { watchLauncher } from '../../../../cli/launcher-watch.ts';

setTimeout(() => process.exit(1), 20_000);
watchLauncher(() => {
  process.stdout.write('gone\n', () => process.exit());
});
process.stdout.write(`${process.pid} ${process.ppid}\n`);
