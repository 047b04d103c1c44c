/** The function that is released, and how CodeDeploy knows it. Names are physical. */
export interface ReleasedFunction {
  readonly functionName: string;
  readonly alias: string;
  readonly application: string;
  readonly group: string;
}

/** A published defective version, and what puts the function back. */
export interface PublishedRelease extends ReleasedFunction {
  /** The version before, and the defective one. */
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the defective code, by which the run knows whether it is still that of `$LATEST`. */
  readonly codeSha256: string;
  /** The package of `$LATEST` before. */
  readonly intact: Uint8Array;
}

/** A deployment under way. */
export interface StartedRelease extends PublishedRelease {
  readonly deploymentId: string;
}

/** How a deployment ended. */
export interface ReleaseEnd {
  readonly status: string;
  /** CodeDeploy's error code, such as `ALARM_ACTIVE`. */
  readonly code: string | undefined;
  readonly message: string;
  /** The version that the alias names at the end, and the percent of calls that another one still receives. */
  readonly serving: string;
  readonly otherPercent: number;
  /** The alarms that the deployment group watches, and what it rolls back on. */
  readonly watches: readonly string[];
  readonly rollsBackOn: readonly string[];
  /** Virtual time at which the deployment, or the one that took it back, had ended. */
  readonly completedAt: Date | undefined;
}
