/** The whole system: how fast it boots, what load it sustains, how much memory it uses. */
import { evenkeel } from '../../e2e/evenkeel.ts';
import type { Figure } from '../figure.ts';
import { boots } from './boot.ts';
import { bundles } from './bundles.ts';
import { underLoad } from './load.ts';

export async function systemBench(): Promise<readonly Figure[]> {
  const built = await bundles();
  const started = await boots(built.synthesisSeconds);
  const up = evenkeel(['up', '--json', '--speed', '20']);
  try {
    await up.firstObject();
    return [...built.figures, ...started, ...(await underLoad(up.process.pid ?? 0))];
  } finally {
    up.process.kill('SIGINT');
    await up.ended;
  }
}
