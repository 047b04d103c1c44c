import { describe, expect, it } from '@jest/globals';
import { EventLine } from '../../../../chaos/evidence/event-line.ts';
import { RunEvent } from '../../../../chaos/schemas/index.ts';
import { wording } from '../../../../chaos/schemas/mistakes.ts';

const transition = {
  at: '2026-02-28T12:00:00.000Z',
  elapsedMs: 12.5,
  kind: 'saga',
  correlationId: 'r1-base-0',
  service: 'payment',
  state: 'CAPTURED',
};

const VALUES: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, 7 * 24 * 3_600_000, 7 * 24 * 3_600_000 + 1, [], {}],
  ...['', ' ', 'saga', 'note', 'x', '2026-02-28T12:00:00.000Z', '2026-02-30T12:00:00.000Z', '2026-02-28T12:00:00Z'],
  ...['1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z', '2099-12-31T23:59:59.999Z', '2100-01-01T00:00:00.000Z'],
  ...['2026-02-28T25:00:00.000Z', '2026-02-28T12:00:00.000+01:00', '2026-02-28T12:00:00.000Z\n'],
];

const outcome = (parse: () => unknown): unknown => {
  try {
    return parse();
  } catch (error) {
    return String(error);
  }
};

describe('EventLine', () => {
  it('makes of every transition what the schema of events makes of it', () => {
    const altered = [...Object.keys(transition), 'other'].flatMap((field) =>
      VALUES.map((value) => Object.fromEntries(Object.entries({ ...transition, [field]: value }))),
    );
    for (const value of [transition, ...altered, null, [], 'saga', JSON.parse('{"kind":"saga","__proto__":{}}')]) {
      expect(outcome(() => EventLine.parse(value, wording))).toEqual(outcome(() => RunEvent.parse(value, wording)));
    }
  });

  it('takes a transition as it is', () => {
    expect(EventLine.parse(transition, wording)).toBe(transition);
  });
});
