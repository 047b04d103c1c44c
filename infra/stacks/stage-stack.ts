import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { isHome, metricNamespaceOf, type PlacedStage, prefixOf } from '../stage.ts';

export interface StageStackProps {
  readonly stage: PlacedStage;
  /** Folder with a subfolder for each function, which contains its `index.mjs`. */
  readonly bundles: string;
}

/** A stack of a stage, with what every stack derives from the stage's settings. */
export abstract class StageStack extends Stack {
  protected readonly settings: PlacedStage;
  protected readonly prefix: string;
  protected readonly metricNamespace: string;
  readonly #bundles: string;

  constructor(scope: Construct, part: string, { stage, bundles }: StageStackProps) {
    const stackName = `${prefixOf(stage)}${part}`;
    super(scope, isHome(stage) ? stackName : `${prefixOf(stage)}${stage.region}-${part}`, {
      // Both regions use the same name; only the ids differ. By default, a pipeline's stage would add its own name in front.
      stackName,
      env: { region: stage.region },
      terminationProtection: stage.protectStores,
      description: `evenkeel reference system, stage ${stage.name}: ${part}`,
    });
    this.settings = stage;
    this.prefix = prefixOf(stage);
    this.metricNamespace = metricNamespaceOf(stage);
    this.#bundles = bundles;
  }

  /** What happens to data when the stack is deleted. What a failed creation has made is always deleted with it. */
  protected get dataRetention(): { removalPolicy: RemovalPolicy; deletionProtection: boolean } {
    const { retainStores, protectStores } = this.settings;
    return {
      removalPolicy: retainStores ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      deletionProtection: protectStores,
    };
  }

  /** How long logs are kept, during and after the stack's life. */
  protected get logRetention(): { logRetention: logs.RetentionDays; removalPolicy: RemovalPolicy } {
    return {
      logRetention: logs.RetentionDays[this.settings.logRetention],
      removalPolicy: this.dataRetention.removalPolicy,
    };
  }

  protected bundle(functionName: string): lambda.Code {
    return lambda.Code.fromAsset(join(this.#bundles, functionName));
  }

  protected output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
