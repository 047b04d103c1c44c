/** The mute rules of the account. */
import { AwsError, formatArn, type Site } from '../core/index.ts';
import { isMuting, type MuteStatus, muteStatus } from './mute-schedule.ts';
import type { MuteRuleSettings } from './mute-rule-settings.ts';

/**
 * How many mute rules an account has at most in a region.
 *
 * @internal
 */
export const MAX_MUTE_RULES = 2000;

export interface MuteRule {
  readonly arn: string;
  readonly settings: MuteRuleSettings;
  /** Virtual milliseconds. */
  readonly updatedAt: number;
}

export interface MuteRules {
  readonly put: (settings: MuteRuleSettings) => MuteRule;
  /** @throws AwsError ResourceNotFoundException */
  readonly get: (name: string) => MuteRule;
  readonly delete: (name: string) => void;
  /** All rules, sorted by name. */
  readonly list: () => readonly MuteRule[];
  readonly statusOf: (rule: MuteRule) => MuteStatus;
  /** The name of a rule that mutes the alarm now; undefined if none does. */
  readonly muting: (alarm: string) => string | undefined;
}

/** @param onChange called when a rule has been changed or deleted, which may end a mute */
export function createMuteRules(
  { clock, region, accountId }: Pick<Site, 'clock' | 'region' | 'accountId'>,
  onChange: () => void,
): MuteRules {
  const rules = new Map<string, MuteRule>();
  const list = () => [...rules.values()].toSorted((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  return {
    put(settings) {
      if (rules.size >= MAX_MUTE_RULES && !rules.has(settings.name)) {
        throw new AwsError('LimitExceededFault', 'The quota for alarms for this customer has already been reached.');
      }
      const arn = formatArn({ service: 'cloudwatch', region, accountId, resource: `alarm-mute-rule:${settings.name}` });
      const rule = { arn, settings, updatedAt: clock.now() };
      rules.set(settings.name, rule);
      onChange();
      return rule;
    },
    get(name) {
      const rule = rules.get(name);
      if (rule) return rule;
      throw new AwsError('ResourceNotFoundException', `There is no alarm mute rule named ${name}.`, { status: 404 });
    },
    delete(name) {
      rules.delete(name);
      onChange();
    },
    list,
    statusOf: ({ settings }) => muteStatus(settings.schedule, settings, clock.now()),
    muting(alarm) {
      const now = clock.now();
      return list().find(
        ({ settings }) => settings.alarms.includes(alarm) && isMuting(settings.schedule, settings, now),
      )?.settings.name;
    },
  };
}
