import { describe, expect, it } from '@jest/globals';
import { chosenTracing } from '../../../cli/system/tracing.ts';
import { stageNamed, tracingVariables } from '../../../infra/stage.ts';

describe('the tracing of a stage', () => {
  const stage = stageNamed('dev');

  it('is off unless it says otherwise, and then functions have no variable for it', () => {
    expect(tracingVariables(stage)).toEqual({});
  });

  it('makes functions trace, to CloudWatch or to another collector', () => {
    expect(tracingVariables({ ...stage, tracing: 'otlp' })).toEqual({ TRACING: 'otlp' });
    expect(tracingVariables({ ...stage, tracing: 'otlp', collector: 'https://collector.example' })).toEqual({
      TRACING: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
    });
  });
});

describe('EVENKEEL_TRACING', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['otlp', 'otlp'],
    ['off', 'off'],
  ])('%j means %j', (given, expected) => {
    expect(chosenTracing({ EVENKEEL_TRACING: given })).toBe(expected);
  });

  it('is refused if it is anything else', () => {
    expect(() => chosenTracing({ EVENKEEL_TRACING: 'on' })).toThrow('EVENKEEL_TRACING must be otlp or off, not "on"');
  });
});
