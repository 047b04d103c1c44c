import { experimentSchema } from '@evenkeel/chaos';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';

export const schema = bind({
  options: (yargs) =>
    yargs.example(
      '$0 chaos schema > experiment.schema.json',
      'write it to a file, for `# yaml-language-server: $schema=`',
    ),
  run: (_options, { terminal }) => {
    const text = experimentSchema();
    terminal.print(JSON.stringify(text, null, 2));
    terminal.json(text);
    return Promise.resolve(exitCodes.pass);
  },
});
