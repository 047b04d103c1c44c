import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../../chaos/schemas/index.ts';
import type { Stage } from '../../../../chaos/runner/phases.ts';
import { recordSabotage } from '../../../../chaos/runner/sabotage-evidence.ts';

describe('what shows a sabotage of deployed resources', () => {
  it('is recorded when it is seen, and once', async () => {
    const { stage, events } = run([undefined, 'the alarm is gone', 'the alarm is gone']);
    await recordSabotage(stage);
    expect(events).toEqual([]);
    await recordSabotage(stage);
    await recordSabotage(stage);
    expect(events).toEqual([
      { kind: 'sabotage.reached', sabotage: 'alarm-gone', detail: 'the alarm is gone at 12:00 behind evenkeel-dev-' },
    ]);
  });

  it('is not looked for where functions log it', async () => {
    const { stage, events } = run(undefined);
    await recordSabotage(stage);
    expect(events).toEqual([]);
  });
});

/** A run of a sabotaged system that is seen to be what `looks` give, one after the other. */
function run(looks: (string | undefined)[] | undefined) {
  const events: Partial<RunEvent>[] = [];
  const noon = new Date('2026-01-01T12:00:00Z');
  const seen = ({ prefix, to }: { prefix: string; to: Date }) => {
    const look = looks?.shift();
    return Promise.resolve(look && `${look} at ${to.toISOString().slice(11, 16)} behind ${prefix}`);
  };
  const stage = {
    ports: {
      clients: {},
      system: { prefix: 'evenkeel-dev-' },
      sabotage: { name: 'alarm-gone', ...(looks && { seen }) },
    },
    clock: { virtualStartedAt: noon, virtual: () => noon },
    recorder: { events, record: (event: Partial<RunEvent>) => events.push(event) },
  };
  return { stage: stage as unknown as Stage, events };
}
