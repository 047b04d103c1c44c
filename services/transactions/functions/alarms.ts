import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import * as z from 'zod/mini';
import { systemClock } from '../../shared/clock.ts';
import { errorTable } from '../../shared/filing.ts';
import type { InvokeHandler } from '../../shared/handlers.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { parse } from '../../shared/parse.ts';
import { tracedCalls } from '../../shared/tracing/aws-calls.ts';
import { alarmBoard, highestFailureCount, sweepLease, watermark } from '../alarm-board.ts';
import { alarmsEnvironment } from '../environment.ts';
import { errorLines } from '../error-lines.ts';
import { scheduleRecheck } from '../recheck.ts';
import { checkoutFunction } from '../sagas.ts';
import { sweep } from '../sweep.ts';

/** The part of CloudWatch's Lambda action event that is used here; or the payload of our own schedule. */
const Trigger = z.union([
  z.object({ alarmData: z.object({ alarmName: z.string(), state: z.object({ value: z.string() }) }) }),
  z.object({ recheck: z.literal(true) }),
]);

/** The alarm action: runs on ALARM, every minute while an alarm lasts, and on OK. */
export const transactionsAlarms = (): InvokeHandler<void> =>
  lazily(() => {
    const env = alarmsEnvironment();
    const client = dynamo();
    const log = createLog(env.SERVICE);
    const scheduler = new SchedulerClient({});
    const board = alarmBoard(client, env.WATERMARKS_TABLE);
    const lease = sweepLease(client, env.WATERMARKS_TABLE);
    const ports = {
      logGroups: env.LOG_GROUPS,
      // CloudWatch Logs takes some ten searches a second from an account.
      errorLines: errorLines(new CloudWatchLogsClient({ maxAttempts: 8 })),
      watermark: watermark(client, env.WATERMARKS_TABLE),
      failures: highestFailureCount(client, env.FAILURES_TABLE),
      failureLimit: env.FAILURE_LIMIT,
      checkout: checkoutFunction(tracedCalls(new LambdaClient({})), env.CHECKOUT_SAGA_FUNCTION),
      file: errorTable(client, env.ERRORS_TABLE, systemClock),
    };
    return async (payload, { invokedFunctionArn: functionArn }) => {
      try {
        const trigger = parse(Trigger, payload, 'Alarm event');
        const now = systemClock.now();
        if ('alarmData' in trigger) {
          const { alarmName, state } = trigger.alarmData;
          const isInAlarm = state.value === 'ALARM';
          const wasInAlarm = await board.note(alarmName, isInAlarm, now);
          // A new alarm goes from INSUFFICIENT_DATA to OK: nothing failed.
          if (!isInAlarm && !wasInAlarm) return;
        }
        const mayRead = await lease.take(now);
        // A sweep that is under way may have read a log before the line that this alarm is about.
        if (!mayRead || (await board.anyInAlarm())) {
          await scheduleRecheck(scheduler, { stage: env.STAGE, roleArn: env.ALARM_RECHECK_ROLE_ARN, functionArn }, now);
        }
        if (!mayRead) return;
        try {
          const filed = await sweep(now, ports);
          log.info('Swept the error logs', { event: 'sweep', filed: filed.length });
        } finally {
          await lease.release();
        }
      } catch (error) {
        log.error('The alarm could not be handled', { error });
        throw error;
      }
    };
  });
