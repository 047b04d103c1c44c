/** What must hold after the first function of any stage was killed. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { preparedRun, runStage } from '../../../../reconciler/distributed/index.ts';
import { newRunId, readLedger, runReconcile } from '../../../../reconciler/index.ts';
import { localCredentials } from '../../../local-credentials.ts';
import { steppedClock } from '../copies.ts';
import { inOneFunction } from './findings.ts';
import type { Engines } from './items.ts';
import { KilledError, openMachine, type StageEvent } from './machine.ts';

const START = Date.UTC(2026, 2, 14, 15);
const WORKERS = 4;

export const STAGES = ['plan', 'sketch', 'decode', 'read', 'join', 'conclude'] as const;

/**
 * @param engines as they are once the tests run
 * @param stages those whose first function is killed
 * @param afterWrites numbers of writes after which it is
 */
export function killedSuite(
  engines: () => Engines,
  stages: readonly (typeof STAGES)[number][],
  afterWrites: readonly number[],
) {
  describe('a distributed run whose functions are killed', () => {
    /** A client that stops answering after some writes, like a process that was killed. */
    const mortal = (writes: number): { readonly client: DynamoDBClient; readonly isDead: () => boolean } => {
      const { endpoint } = engines().dynamo;
      const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: localCredentials });
      let left = writes;
      client.middlewareStack.add(
        (next, { commandName = '' }) =>
          async (args) => {
            if (left < 0) throw new KilledError('killed');
            if (/^(Put|Update|Delete|Transact)/.test(commandName)) {
              left -= 1;
              if (left < 0) throw new KilledError('killed');
            }
            return next(args);
          },
        { step: 'initialize', name: 'mortal' },
      );
      return { client, isDead: () => left < 0 };
    };

    const points = stages.flatMap((stage) => afterWrites.map((writes) => [stage, writes] as const));

    it.each(points)(
      'repairs everything once if the first %s is killed after %i writes',
      async (stage, writes) => {
        const name = `killed${stage}${writes}`;
        const items = await engines().open({ name, rows: 600, differences: 12 });
        const clock = steppedClock(START);
        const { signal } = new AbortController();
        const runIds: string[] = [];
        let deaths = 0;
        const work = async (event: StageEvent): Promise<object> => {
          const isDoomed = event.stage === stage && deaths === 0;
          if (isDoomed) deaths += 1;
          const { client, isDead } = mortal(isDoomed ? writes : Infinity);
          const { reconciliation, tables } = items.reached(client);
          const context = { reconciliation, tables, clock, signal, workers: WORKERS };
          try {
            if (event.stage !== 'conclude') return await runStage(event.stage as 'plan', event, context);
            const { batch } = event['state'] as { readonly batch: string };
            const prepared = await preparedRun({ batch }, context);
            const runId = newRunId(new Date(clock.now()));
            runIds.push(runId);
            const result = await runReconcile({ reconciliation, prepared, runId, clock, signal, repair: tables });
            return { outcome: result.outcome };
          } finally {
            client.destroy();
            // Whatever it still wanted to say, it was killed; a stage with few writes was killed before its reply arrived.
            if (isDoomed || isDead()) throw new KilledError('killed');
          }
        };
        const ticking = { ...clock, speed: 1, sleep: (ms: number, own = signal) => clock.sleep(ms, own) };
        const machine = await openMachine(ticking, WORKERS, work);
        const executed = await machine.execute('run-now');
        await machine.close();
        expect([executed.status, deaths]).toEqual(['SUCCEEDED', 1]);

        const { client, ledgerTable } = items.tables;
        const entries = (await Promise.all(runIds.map((runId) => readLedger(client, ledgerTable, runId)))).flat();
        const done = entries.filter(({ status }) => status === 'done').map(({ key }) => key);
        expect(done).toHaveLength(new Set(done).size);
        expect(done).toHaveLength(items.planted);
        expect((await inOneFunction(items)).outcome).toBe('clean');
      },
      60_000,
    );
  });
}
