import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import type { Target } from '../../target.ts';
import { blindOnAws } from '../../deployment/index.ts';
import type { RunContext } from '../context.ts';

const Reply = z.object({ alarms: z.array(z.object({ name: z.string(), reason: z.string() })) });

/** An alarm whose metric nothing in the system emits, by its name without the stage's prefix. */
export type BlindAlarm = z.infer<typeof Reply>['alarms'][number];

/** Asks the local servers, which know what they emit; on AWS, looks for what CloudWatch has received. */
export async function findBlindAlarms(target: Pick<Target, 'system' | 'clients' | 'clock'>): Promise<BlindAlarm[]> {
  const { prefix, clockUrl } = target.system;
  const found = clockUrl === undefined ? await blindOnAws(target) : await askLocal(new URL('blind-alarms', clockUrl));
  return found
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, reason }) => ({ name: name.slice(prefix.length), reason }));
}

async function askLocal(url: URL): Promise<BlindAlarm[]> {
  const reply = await fetch(url);
  if (!reply.ok) throw new HarnessError(`${url.href} answered ${reply.status}; start the system again: evenkeel up`);
  return Reply.parse(await reply.json()).alarms;
}

/** Records the alarms that can never fire. */
export async function recordBlindAlarms(
  { target, recorder, progress }: Pick<RunContext, 'target' | 'recorder' | 'progress'>,
  when: 'start' | 'end',
): Promise<void> {
  const alarms = await findBlindAlarms(target);
  if (when === 'start') for (const { name, reason } of alarms) progress(`alarm ${name} can never fire: ${reason}`);
  recorder.record({ kind: 'alarms.blind', when, alarms });
}
