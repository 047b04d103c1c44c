import { readMutedAlarms } from '../../deployment/index.ts';
import type { RunEvent } from '../../schemas/index.ts';
import type { Target, TargetClients } from '../../target.ts';
import type { Recorder } from '../recorder.ts';

interface Watched {
  readonly system: Target['system'];
  readonly clients: Pick<TargetClients, 'cloudwatch'>;
  readonly clock: Target['clock'];
}

/** Each call looks which of the stage's alarms are muted; the first one and every change are recorded. */
export function muteWatch({ clients, system, clock }: Watched, recorder: Recorder): () => Promise<void> {
  let last: string | undefined;
  let previousLook: string | undefined;
  return async () => {
    const at = clock.now().toISOString();
    const alarms = [...(await readMutedAlarms(clients))]
      .filter(([name]) => name.startsWith(system.prefix))
      .map(([name, rule]): Muted => ({ alarm: name.slice(system.prefix.length), rule }))
      .sort((one, other) => one.alarm.localeCompare(other.alarm));
    const looked = JSON.stringify(alarms);
    if (looked !== last)
      recorder.record({ kind: 'alarms.muted', alarms, ...(previousLook !== undefined && { previousLook }) }, at);
    last = looked;
    previousLook = at;
  };
}

type Muted = Extract<RunEvent, { kind: 'alarms.muted' }>['alarms'][number];
