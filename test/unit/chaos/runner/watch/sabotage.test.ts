import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { RunContext } from '../../../../../chaos/runner/context.ts';
import { recordSabotage } from '../../../../../chaos/runner/watch/sabotage.ts';

describe('the evidence of sabotaged resources', () => {
  it('is recorded once, when it is seen', async () => {
    const { context, sabotage, events } = run([undefined, 'the alarm is gone', 'the alarm is gone']);
    await recordSabotage(context, sabotage);
    expect(events).toEqual([]);
    await recordSabotage(context, sabotage);
    await recordSabotage(context, sabotage);
    expect(events).toEqual([
      { kind: 'sabotage.reached', sabotage: 'alarm-gone', detail: 'the alarm is gone at 12:00 behind evenkeel-dev-' },
    ]);
  });

  it('is not looked for where functions log it themselves', async () => {
    const { context, sabotage, events } = run(undefined);
    await recordSabotage(context, sabotage);
    expect(events).toEqual([]);
  });
});

/** A run of a sabotaged system in which each look finds the next of `looks`. */
function run(looks: (string | undefined)[] | undefined) {
  const events: Partial<RunEvent>[] = [];
  const noon = new Date('2026-01-01T12:00:00Z');
  const seen = ({ prefix, to }: { prefix: string; to: Date }) => {
    const look = looks?.shift();
    return Promise.resolve(look && `${look} at ${to.toISOString().slice(11, 16)} behind ${prefix}`);
  };
  const sabotage = { name: 'alarm-gone', ...(looks && { seen }) };
  const context = {
    target: { clients: {}, system: { prefix: 'evenkeel-dev-' } },
    clock: { virtualStartedAt: noon, virtual: () => noon },
    recorder: { events, record: (event: Partial<RunEvent>) => events.push(event) },
  };
  return { context: context as unknown as RunContext, sabotage, events };
}
