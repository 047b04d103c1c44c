import * as z from 'zod/mini';
import { common, failing, parseEnvironment, required } from '../shared/environment.ts';

const list = z.pipe(
  required,
  z.transform((names: string) => names.split(',').map((name) => name.trim())),
);

const sagas = {
  CHECKOUT_SAGA_FUNCTION: required,
  PAYMENT_SAGA_FUNCTION: required,
  WAREHOUSE_SAGA_FUNCTION: required,
  SHIPPING_SAGA_FUNCTION: required,
};

const ErrorsEnvironment = z.object({ ...common, ...failing, ...sagas });

const AlarmsEnvironment = z.object({
  ...common,
  ...failing,
  CHECKOUT_SAGA_FUNCTION: required,
  WATERMARKS_TABLE: required,
  /** The role that EventBridge Scheduler assumes to run the alarm handler again. */
  ALARM_RECHECK_ROLE_ARN: required,
  /** Log groups of all services' functions, comma-separated. */
  LOG_GROUPS: list,
});

const UndeliveredEnvironment = z.object({
  ...common,
  ...failing,
  /** Tables whose streams belong to no saga, comma-separated. */
  COPY_TABLES: list,
});

export type ErrorsEnvironment = z.output<typeof ErrorsEnvironment>;
export type AlarmsEnvironment = z.output<typeof AlarmsEnvironment>;
export type UndeliveredEnvironment = z.output<typeof UndeliveredEnvironment>;

export const errorsEnvironment = (): ErrorsEnvironment => parseEnvironment(ErrorsEnvironment);
export const alarmsEnvironment = (): AlarmsEnvironment => parseEnvironment(AlarmsEnvironment);
export const undeliveredEnvironment = (): UndeliveredEnvironment => parseEnvironment(UndeliveredEnvironment);
