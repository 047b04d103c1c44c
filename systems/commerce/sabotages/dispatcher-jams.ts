import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';
import { isOfLoad } from './of-load.ts';

const name = 'dispatcher-jams';

export const dispatcherJams: Sabotage = {
  name,
  culprit: 'The dispatcher fails on some orders every time, and holds up everything behind them in the stream.',
  expectedCheck: 'stream-stall',
  experiment: 'crash_before_commit',
  overrides: [
    {
      module: 'services/shared/dispatch',
      find: 'const failed = await Promise.all(queues.map((queue) => sendInOrder(sendable, queue, log)));',
      replace: `const isJammed = ({ group }) => ${isOfLoad('group')} && /[37]$/.test(group);
      const jammed = sendable.filter(isJammed);
      if (jammed.length > 0) {
        ${mark(name, "'order ' + jammed[0].group + ' is not sent'")}
      }
      const others = sendable.filter((message) => !isJammed(message));
      const failed = [...(await Promise.all(queues.map((queue) => sendInOrder(others, queue, log)))), jammed];`,
    },
  ],
};
