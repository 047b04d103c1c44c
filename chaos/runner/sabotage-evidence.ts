import type { Stage } from './phases.ts';

/** Records, once, that a part which was broken in the deployed resources is seen in the running system. */
export async function recordSabotage({ ports, recorder, clock }: Stage): Promise<void> {
  const { sabotage, clients, system } = ports;
  if (sabotage?.seen === undefined || recorder.events.some(({ kind }) => kind === 'sabotage.reached')) return;
  const range = { from: clock.virtualStartedAt, to: clock.virtual() };
  const detail = await sabotage.seen({ clients, prefix: system.prefix, ...range });
  if (detail !== undefined) recorder.record({ kind: 'sabotage.reached', sabotage: sabotage.name, detail });
}
