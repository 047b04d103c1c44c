/** The rule language of composite alarms: `ALARM("a") AND NOT (OK(b) OR INSUFFICIENT_DATA(c))`. */
import { AwsError } from '../core/aws-error.ts';
import type { AlarmState } from './alarm.ts';

export interface AlarmRule {
  /** The names of the alarms that the rule refers to, each once. */
  readonly alarms: readonly string[];
  /** Whether the rule is true. An alarm that stateOf does not know is in no state. */
  readonly holds: (stateOf: (alarm: string) => AlarmState | undefined) => boolean;
}

type Term = AlarmRule['holds'];

const tokenPattern = /\s*(?:(?<quoted>"[^"]*"|'[^']*')|(?<sign>[()])|(?<word>[^\s()"']+))/uy;

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  const pattern = new RegExp(tokenPattern);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const token = pattern.exec(text)?.[0].trim();
    if (token === undefined) throw refusal(text, `cannot be parsed from character ${at + 1}`);
    tokens.push(token);
  }
  return tokens;
};

const refusal = (text: string, reason: string): AwsError =>
  new AwsError('ValidationError', `AlarmRule ${JSON.stringify(text)} ${reason}.`);

const states: Readonly<Record<string, AlarmState>> = {
  ALARM: 'ALARM',
  OK: 'OK',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};

/** The name of an alarm that a rule refers to by name or by ARN, quoted or not. */
const alarmName = (token: string): string => {
  const bare = token.replace(/^(["'])(?<inner>.*)\1$/su, '$<inner>');
  return bare.replace(/^arn:aws[\w-]*:cloudwatch:[^:]*:[^:]*:alarm:/u, '');
};

/** @throws AwsError ValidationError that quotes the rule and says where it is wrong */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const alarms = new Set<string>();
  let position = 0;
  const peek = (): string | undefined => tokens[position];
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined) throw refusal(text, `ends where ${expected ?? 'more'} is expected`);
    if (expected !== undefined && token !== expected) throw refusal(text, `has ${token} where ${expected} is expected`);
    position += 1;
    return token;
  };

  const parseState = (state: AlarmState): Term => {
    take('(');
    const name = alarmName(take());
    take(')');
    alarms.add(name);
    return (stateOf) => stateOf(name) === state;
  };
  const parseTerm = (): Term => {
    const token = take();
    if (token === 'NOT') {
      const term = parseTerm();
      return (stateOf) => !term(stateOf);
    }
    if (token === '(') {
      const term = parseAny();
      take(')');
      return term;
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
    const state = states[token];
    if (state === undefined) throw refusal(text, `has ${token} where a state such as ALARM is expected`);
    return parseState(state);
  };
  const parseAll = (): Term => {
    const terms = [parseTerm()];
    while (peek() === 'AND') {
      take();
      terms.push(parseTerm());
    }
    return (stateOf) => terms.every((term) => term(stateOf));
  };
  const parseAny = (): Term => {
    const terms = [parseAll()];
    while (peek() === 'OR') {
      take();
      terms.push(parseAll());
    }
    return (stateOf) => terms.some((term) => term(stateOf));
  };

  const holds = parseAny();
  if (position < tokens.length) throw refusal(text, `has ${String(peek())} where its end is expected`);
  return { alarms: [...alarms], holds };
}
