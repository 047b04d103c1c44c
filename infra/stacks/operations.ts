import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ScheduledReconciler } from '../constructs/scheduled-reconciler.ts';
import { MINUTE, thresholdAlarm } from '../constructs/threshold-alarm.ts';
import type { ApiStack } from './api.ts';
import type { DataStack } from './data.ts';
import { depthAlarm, errorAlarms, iteratorAgeAlarms, queueAlarms, slowAlarms } from './service-alarms.ts';
import { reconcilerGrants } from './reconciler-grants.ts';
import type { ServicesStack } from './services.ts';
import { isHome, tracingVariables } from '../stage.ts';
import { StageStack, type StageStackProps } from './stage-stack.ts';

export interface OperationsStackProps extends StageStackProps {
  readonly data: DataStack;
  readonly services: ServicesStack;
  readonly api: ApiStack;
}

/** Alarms on the services, and the hourly reconciler that keeps their stores consistent. */
export class OperationsStack extends StageStack {
  constructor(scope: Construct, props: OperationsStackProps) {
    super(scope, 'operations', props);
    const { data, services, api } = props;
    for (const stack of [data, services, api]) this.addStackDependency(stack);
    const reconciler = this.#reconciler(data, services);
    const watch = {
      prefix: this.prefix,
      metricNamespace: this.metricNamespace,
      action: services.transactions.alarmAction,
    };
    // Says to the commands which rules hold in this region.
    const { pair, home } = this.settings;
    if (pair !== undefined) this.output('HomeRegion', home);
    if (pair !== undefined && isHome(this.settings)) this.output('OtherRegion', pair.region);
    errorAlarms(this, watch, services, {
      reconciler: [reconciler.run],
      platform: [services.releaseCheck, ...(api.authoriser ? [api.authoriser] : [])],
    });
    iteratorAgeAlarms(this, watch, services);
    queueAlarms(this, watch, services);
    slowAlarms(this, watch, services);
    depthAlarm(this, watch, 'undelivered-depth', services.transactions.undelivered);
    depthAlarm(this, watch, 'undelivered-dead-letters', services.transactions.undeliveredDeadLetters);
    depthAlarm(this, watch, 'relay-dead-letters', services.relayDeadLetters);
    thresholdAlarm(this, 'Rollbacks', {
      alarmName: `${this.prefix}rollbacks`,
      description:
        'More sagas were rolled back within a minute than business refusals explain. The errors table names their sources.',
      metric: new cloudwatch.Metric({
        namespace: this.metricNamespace,
        metricName: 'Rollbacks',
        statistic: 'Sum',
        period: MINUTE,
      }),
      threshold: this.settings.rollbacksPerMinute,
      action: services.transactions.alarmAction,
    });
  }

  #reconciler(data: DataStack, services: ServicesStack): ScheduledReconciler {
    const reconciler = new ScheduledReconciler(this, 'Reconciler', {
      prefix: this.prefix,
      metricNamespace: this.metricNamespace,
      code: this.bundle('reconciler-run'),
      environment: {
        STAGE: this.settings.name,
        SERVICE: 'reconciler',
        ...tracingVariables(this.settings),
        TABLE_PREFIX: this.prefix,
        CLUSTER_ARN: data.databases.cluster.clusterArn,
        DATABASE_SECRET_ARN: data.databases.reconciler.secretArn,
        CHECKOUT_SAGA_FUNCTION: services.function('checkout-saga').invokeName,
        PAYMENT_SAGA_FUNCTION: services.function('payment-saga').invokeName,
        WAREHOUSE_SAGA_FUNCTION: services.function('warehouse-saga').invokeName,
        SHIPPING_SAGA_FUNCTION: services.function('shipping-saga').invokeName,
        ...(this.settings.pair !== undefined && { HOME_REGION: this.settings.home }),
        TRANSACTIONS_ERRORS_FUNCTION: services.function('transactions-errors').invokeName,
      },
      ...(this.settings.reserveConcurrency && { reservedConcurrency: 2 }),
      ...this.dataRetention,
      ...this.logRetention,
      alarmAction: services.transactions.alarmAction,
    });
    reconcilerGrants(reconciler, data, services, this.settings);
    return reconciler;
  }
}
