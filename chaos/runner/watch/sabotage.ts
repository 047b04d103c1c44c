import type { Sabotage } from '../../sabotage/index.ts';
import type { RunContext } from '../context.ts';

/** Records, once, that a part that was broken in the deployed resources shows in the running system. */
export async function recordSabotage(
  { target, recorder, clock }: Pick<RunContext, 'target' | 'recorder' | 'clock'>,
  sabotage: Pick<Sabotage, 'name' | 'seen'> | undefined,
): Promise<void> {
  if (sabotage?.seen === undefined || recorder.events.some(({ kind }) => kind === 'sabotage.reached')) return;
  const { clients, system } = target;
  const detail = await sabotage.seen({
    clients,
    prefix: system.prefix,
    from: clock.virtualStartedAt,
    to: clock.virtual(),
  });
  if (detail !== undefined) recorder.record({ kind: 'sabotage.reached', sabotage: sabotage.name, detail });
}
