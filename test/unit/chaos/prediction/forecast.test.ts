import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { forecast } from '../../../../chaos/prediction/index.ts';
import { sample } from '../sample-system.ts';
import { experiment as quiet } from '../sound-run.ts';

/** The sound experiment at 1 request a second of each scenario. */
const experiment = {
  ...quiet,
  phases: quiet.phases.map((phase) => ({
    ...phase,
    scenarios: phase.scenarios.map((scenario) => ({ ...scenario, rate: 1 })),
  })),
};

const [fault] = experiment.faults;
const broken = (changes: object) => ({ ...experiment, faults: [{ ...fault!, ...changes }] });

describe('the forecast', () => {
  it('counts the hits of each fault and the ends of the sagas', () => {
    const { faults, sagas, lines } = forecast(experiment, 7, sample);
    expect(faults).toMatchObject([{ id: 'broken-reservation', planned: 5, chosen: 5, hits: 5, mayHit: 0 }]);
    expect(sagas).toEqual({ ends: { completed: 5, 'rolled-back': 10, waitlisted: 0 }, byReconciler: 0 });
    expect(lines[1]).toBe('sagas: 5 end completed, 10 end rolled-back');
  });

  it('depends on the seed', () => {
    const chosen = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => forecast(broken({ rate: 0.4 }), seed, sample).faults[0]?.chosen,
    );
    expect(new Set(chosen).size).toBeGreaterThan(1);
  });

  it('says when a fault will hit nothing', () => {
    expect(forecast(broken({ rate: 0.0001 }), 7, sample).lines[0]).toContain('decides nothing');
  });

  it('shows how much of a shard’s time a stall takes', () => {
    const { lines } = forecast(broken({ rate: 0.2, stall: { secondsPerHit: 2, shards: 2 } }), 7, sample);
    expect(lines[0]).toContain('stalls 0.2 hits/s x 2 s / 2 shards = 0.2 of at most 0.5');
  });
});

describe('the forecast in full', () => {
  const silent = { outcomes: [], alarms: [] };

  it('of a run without a definition counts no sagas', () => {
    expect(forecast(experiment, 7, undefined)).toEqual({
      faults: [{ id: 'broken-reservation', planned: 5, chosen: 5, hits: 5, mayHit: 0, stall: undefined }],
      sagas: undefined,
      lines: [
        'broken-reservation: the seed chooses 5 of 5 operations; it hits 5',
        'alarm errors-shelf fires within 120 virtual s of broken-reservation',
      ],
    });
  });

  it('of a fault that has no scenario counts nothing', () => {
    const { scenario, ...anyCall } = fault!;
    expect(scenario).toBe('hit');
    const { faults, lines } = forecast({ ...experiment, faults: [anyCall] }, 7, sample);
    expect(faults).toEqual([
      { id: 'broken-reservation', planned: null, chosen: null, hits: null, mayHit: null, stall: undefined },
    ]);
    expect(lines[0]).toBe('broken-reservation: hits every call to its function');
  });

  it('says how many sagas only the reconciler ends', () => {
    const lost = { fault: 'lost-event', parameters: { service: 'shelf', step: 'hold' } };
    const { sagas, lines } = forecast({ ...broken(lost), expect: silent }, 7, sample);
    expect(sagas).toEqual({ ends: { completed: 5, 'rolled-back': 10, waitlisted: 0 }, byReconciler: 5 });
    expect(lines).toEqual([
      'broken-reservation: the seed chooses 5 of 5 operations; it hits 5',
      'sagas: 5 end completed, 10 end rolled-back; 5 of them only the reconciler ends',
    ]);
  });

  it('says how many hits depend on what comes first', () => {
    const answer = { service: 'shelf', step: 'hold', port: 'store.put', answer: null };
    const refusing = { ...fault!, fault: 'port-answer', parameters: answer };
    const also = { ...refusing, id: 'also', parameters: { ...answer, service: 'fees', step: 'prepare' } };
    const { faults, lines } = forecast({ ...experiment, faults: [refusing, also], expect: silent }, 7, sample);
    expect(faults.map(({ hits, mayHit }) => ({ hits, mayHit }))).toEqual(Array(2).fill({ hits: 0, mayHit: 5 }));
    expect(lines[0]).toBe(
      'broken-reservation: the seed chooses 5 of 5 operations; it hits 0, and 5 more unless something else comes first; a run without a hit decides nothing, so raise its rate or the load',
    );
  });

  it('counts no refused or sagaless operations among the sagas', () => {
    const browsing = experiment.phases.map((phase) => ({
      ...phase,
      scenarios: phase.scenarios.map((scenario) => ({ ...scenario, journey: 'browse' })),
    }));
    const { sagas, lines } = forecast({ ...experiment, phases: browsing, expect: silent }, 7, sample);
    expect(sagas).toEqual({ ends: { completed: 0, 'rolled-back': 0, waitlisted: 0 }, byReconciler: 0 });
    expect(lines.at(-1)).toBe('sagas: none');
    const slow = { ...fault!, fault: 'delayed-delivery', parameters: { service: 'search', step: 'handle', ms: 5 } };
    const hit = forecast({ ...experiment, phases: browsing, faults: [slow], expect: silent }, 7, sample);
    expect({ hits: hit.faults[0]?.hits, sagas: hit.lines.at(-1) }).toEqual({ hits: 5, sagas: 'sagas: none' });
  });

  it('counts no saga of requests that are expected to fail, but the hits on them', () => {
    const outcomes = [
      { scenario: 'base', status: [202], end: 'completed' },
      { scenario: 'base', hitBy: 'crash', status: [502] },
    ];
    const crash = {
      ...fault!,
      id: 'crash',
      scenario: 'base',
      iterations: [0, 3],
      parameters: { service: 'search', step: 'handle', point: 'before-commit' },
    };
    const posting = experiment.phases.map((phase) => ({
      ...phase,
      scenarios: phase.scenarios.map((one) => (one.name === 'base' ? { ...one, journey: 'request' } : one)),
    }));
    const given = { ...experiment, phases: posting, faults: [crash], expect: { alarms: [], outcomes } };
    expect(forecast(given, 7, sample).lines).toEqual([
      'crash: the seed chooses 2 of 5 operations; it hits 2',
      'sagas: 8 end completed, 5 end rolled-back',
    ]);
  });

  it('continues the count of a scenario that occurs again in a later phase', () => {
    const again = { ...experiment.phases[1]!, name: 'again' };
    const { sagas } = forecast({ ...experiment, phases: [...experiment.phases, again], expect: silent }, 7, sample);
    expect(sagas?.ends).toEqual({ completed: 5, 'rolled-back': 20, waitlisted: 0 });
    const listed = { ...fault!, iterations: [0, 7] };
    const twice = forecast(
      { ...experiment, phases: [...experiment.phases, again], faults: [listed], expect: silent },
      7,
      sample,
    );
    expect(twice.faults).toMatchObject([{ planned: 5, chosen: 1, hits: 2 }]);
  });

  it('takes the listed iterations of a stalling fault for its load, on one shard', () => {
    const { lines } = forecast(broken({ iterations: [0, 2], stall: { secondsPerHit: 0.5, shards: 1 } }), 7, sample);
    expect(lines[0]).toBe(
      'broken-reservation: the seed chooses 2 of 5 operations; it hits 2; stalls 0.4 hits/s x 0.5 s / 1 shard = 0.2 of at most 0.5',
    );
  });

  it('finds the scenario of a fault among several in a phase', () => {
    const dear = { ...fault!, scenario: 'dear', rate: 1 };
    const phases = experiment.phases.map((phase) => ({
      ...phase,
      scenarios: phase.scenarios.map((one) => (one.name === 'dear' ? { ...one, rate: 2 } : one)),
    }));
    expect(forecast({ ...experiment, phases, faults: [dear], expect: silent }, 7, sample).faults).toMatchObject([
      { planned: 10, chosen: 10 },
    ]);
  });

  it('takes no more memory for more operations', async () => {
    const script = fileURLToPath(new URL('./forecast/large.ts', import.meta.url));
    // The operations alone would take more than this heap.
    const heap = ['--max-old-space-size=64', '--import', 'tsx'];
    const env = { ...process.env, NODE_OPTIONS: '' };
    expect((await promisify(execFile)(process.execPath, [...heap, script], { env })).stdout).toBe('360000');
  }, 60_000);
});
