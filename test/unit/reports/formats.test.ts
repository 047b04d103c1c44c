import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReportError, writeReport } from '../../../reports/index.ts';
import { readRun, type Run } from '../../../reports/run.ts';
import { renderAnnotations } from '../../../reports/annotations.ts';
import { renderHtml } from '../../../reports/html/page.tsx';
import { renderJUnit } from '../../../reports/junit.ts';
import { renderMarkdown } from '../../../reports/markdown.ts';
import {
  failingRun,
  type Fixture,
  hostileRun,
  interruptedRun,
  passingRun,
  stoppedRun,
  undefinedSystemRun,
  writeRun,
} from './fixture.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-report-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function on(fixture: Fixture) {
  await writeRun(directory, fixture);
  return readRun(directory);
}

/** What was read of fixtures that no test changes: to write and read one takes most of a test's time. */
const unchanged = new Map<() => Fixture, Run>();

async function of(fixture: () => Fixture): Promise<Run> {
  const run = unchanged.get(fixture) ?? (await on(fixture()));
  unchanged.set(fixture, run);
  return run;
}

describe('the page', () => {
  it('begins with the verdict and its reasons', async () => {
    const page = renderHtml(await of(failingRun));
    expect(page.indexOf('FAIL')).toBeGreaterThan(0);
    expect(page.indexOf('Stock does not add up')).toBeLessThan(page.indexOf('<h2>Timeline'));
    expect(page).toContain('warehouse-rollback-keeps-stock');
  });

  it('names the system and its definition, and says how its sagas ended', async () => {
    const page = renderHtml(await of(passingRun));
    expect(page).toContain('commerce, definition c0ffeec0ffee<');
    expect(page).toMatch(/Sagas completed<\/dt><dd>617.*Sagas rolled-back<\/dt><dd>33/);
  });

  it('works offline and needs no script', async () => {
    const page = renderHtml(await of(passingRun));
    expect(page).not.toMatch(/<script|<link|@import|url\(|\bsrc=|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  it('shows text from the run as text, not as markup', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).not.toMatch(/<(script|img)/i);
    expect(page).toContain('&lt;script>alert(1)');
  });

  it('has a text for every drawing', async () => {
    const page = renderHtml(await of(passingRun));
    const drawings = [...page.matchAll(/<svg[^>]*(role="img"|aria-hidden="true"|class|x=)[^>]*>/g)].length;
    expect(drawings).toBe([...page.matchAll(/<svg/g)].length);
    expect([...page.matchAll(/<caption>/g)].length).toBe([...page.matchAll(/<table/g)].length);
    expect(page).toContain('aria-label="Unfinished sagas: at most');
    expect(page).toContain('aria-label="Response time, ms: p99 at most');
  });

  it('shows the last answer of each probe, and the ages of stream records', async () => {
    const page = renderHtml(await of(passingRun));
    expect(page).toContain('200 after 12 ms');
    expect(page).not.toContain('503 after 9 ms');
    expect(page).toMatch(/warehouse-orders.*4,210/s);
  });

  it('lists the alarms that nothing has proven', async () => {
    const { journal, ...fixture } = passingRun();
    const run = await on({ ...fixture, journal: { ...journal, alarms: ['errors-payment', 'never-fired'] } });
    expect(renderHtml(run)).toContain('1 alarm is unproven');
    expect(renderHtml(run)).toMatch(/never-fired.*unproven.*no experiment made it fire/s);
    expect(renderMarkdown(run)).toContain('| never\\-fired | unproven | no experiment made it fire, and no drill |');
    expect(renderMarkdown(run).split('## Unproven alarms')[1]).not.toMatch(/^\| errors/m);
  });

  it('says what ended a run early', async () => {
    const run = await on(stoppedRun());
    expect(renderHtml(run)).toContain('12 of 40 operations failed');
    expect(renderMarkdown(run)).toContain('Stopped by error\\-share: 12 of 40 operations failed');
  });

  it('does not mention sagas and drift for a system without a definition', async () => {
    const page = renderHtml(await on(undefinedSystemRun()));
    expect(page).toContain('Requests sent');
    expect(page).not.toMatch(/Sagas completed|Drift seeded|Unfinished sagas|Reconcile runs<\/h2>/);
    expect(page).toContain('no definition');
  });

  it('shows the old and the new value of a difference', async () => {
    const page = renderHtml(await of(passingRun));
    expect(page).toContain('price copies: ord-07');
    expect(page).toContain('1389');
    expect(page).toContain('1388');
  });

  it('shows the master of a difference, and why it was not repaired', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).toContain('Master');
    expect(page).toContain('<div class="mono">left</div>');
    expect(page).not.toContain('not repaired');
  });

  it('says who started the run, where, and from which commit', async () => {
    const page = renderHtml(await of(passingRun));
    expect(page).toContain('commit c0ffeec0ffee, with uncommitted changes, host bench, operator ada');
  });

  it('has contents that lead to each of its sections, and no other link without a target', async () => {
    for (const fixture of [passingRun(), failingRun(), interruptedRun(), undefinedSystemRun(), hostileRun()]) {
      const page = renderHtml(await on(fixture));
      const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      // The checks of the hostile run all have one name.
      if (fixture.journal.experiment.title.startsWith('Reservations')) expect(new Set(ids).size).toBe(ids.length);
      const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target);
      expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
      for (const [, id] of page.matchAll(/<section id="([^"]+)"/g)) expect(targets).toContain(id);
    }
  });

  it('links the files of evidence, and none outside the run directory', async () => {
    const { journal, ...fixture } = passingRun();
    const counts = { ...journal.counts, 'state/end/shop.orders.ndjson': 7, '../outside': 1, '/etc/passwd': 1 };
    const page = renderHtml(await on({ ...fixture, journal: { ...journal, counts } }));
    const links = [...page.matchAll(/ href="([^"#]+)"/g)].map(([, href]) => href);
    expect(links).toEqual(
      expect.arrayContaining(['journal.json', 'events.ndjson', 'history.ndjson', 'state/end/shop.orders.ndjson']),
    );
    expect(links.filter((link) => link?.startsWith('.') === true || link?.startsWith('/') === true)).toEqual([]);
  });

  it('links each id in the evidence of a check to its trace', async () => {
    const { journal, ...fixture } = failingRun();
    const [first, ...others] = journal.checks;
    const checks = [
      ...others,
      { ...first!, result: 'invalid' as const, evidence: ['gd7-fault-3: got 500, see gd7-fault-9999'] },
    ];
    const page = renderHtml(await on({ ...fixture, journal: { ...journal, checks } }));
    expect(page).toContain('<a href="#trace-gd7-fault-3">gd7-fault-3</a>: got 500, see gd7-fault-9999');
    expect(page).toContain('<div id="trace-gd7-fault-3">');
  });

  it('links the requests that a fault hit to their traces', async () => {
    const run = await of(passingRun);
    const page = renderHtml(run);
    const hits = new Set(run.events.flatMap((event) => (event.kind === 'fault.hit' ? [event.correlationId] : [])));
    for (const id of hits) expect(page).toMatch(new RegExp(`<a href="(traces\\.html)?#trace-${id}">${id}</a>`));
  });

  it('says what to do next after a run that decides nothing', async () => {
    const { journal, ...fixture } = passingRun();
    const checks = journal.checks.map((check) => ({ ...check, name: 'faults-hit', result: 'unknown' as const }));
    const invalid = { ...journal, verdict: 'INVALID' as const, reasons: [], checks: checks.slice(0, 1) };
    const run = await on({ ...fixture, journal: invalid });
    expect(renderHtml(run)).toMatch(/What to do next.*Faults hit as predicted.*Raise the rate of the fault/s);
    expect(renderMarkdown(run)).toMatch(/What to do next.*Faults hit as predicted.*Raise the rate of the fault/s);
    expect(renderJUnit(run)).toMatch(/What to do next.*Raise the rate of the fault/s);
    expect(renderAnnotations(run)).toContain('Next: Faults hit as predicted: Raise the rate of the fault');
    expect(renderHtml(await of(passingRun))).not.toContain('What to do next');
  });

  it('says that an interrupted run was not judged', async () => {
    const page = renderHtml(await on(interruptedRun()));
    expect(page).toContain('INTERRUPTED');
    expect(page).not.toContain('The hypothesis held');
  });
});

describe('the annotations', () => {
  it('mark the verdict and each check that is not valid', async () => {
    const lines = renderAnnotations(await of(failingRun))
      .trim()
      .split('\n');
    expect(lines[0]).toMatch(/^::error title=FAIL%3A Reservations fail under load::/);
    expect(lines.slice(1).map((line) => line.split('::')[1])).toEqual([
      'error title=invalid%3A Stock conservation (stock conservation)',
      'warning title=unknown%3A Time to roll back (time to roll back)',
    ]);
  });

  it('are a notice for a run that passed', async () => {
    expect(renderAnnotations(await of(passingRun))).toMatch(/^::notice title=PASS%3A [^\n]*\n$/);
  });

  it('stay commands of one line each, whatever the evidence contains', async () => {
    const { journal, ...fixture } = failingRun();
    const text = 'broken\r\n::error::forged,title=x:y%0A';
    const checks = journal.checks.map((check) => ({ ...check, name: text, summary: text, evidence: [text] }));
    const run = await on({ ...fixture, journal: { ...journal, reasons: [text], checks } });
    for (const line of renderAnnotations(run).trim().split('\n')) {
      expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
      expect(line).not.toContain('\r');
    }
    expect(renderAnnotations(run)).toContain('%250A');
  });
});

describe('the Markdown summary', () => {
  it('lists checks, budgets, faults and load', async () => {
    const summary = renderMarkdown(await of(passingRun));
    expect(summary).toMatch(/^# PASS: Reservations fail under load/);
    expect(summary).toContain('| Sagas completed | Sagas rolled\\-back |');
    expect(summary).toContain('System: commerce, definition c0ffeec0ffee');
    for (const title of ['## Checks', '## Budgets', '## Faults', '## Load']) expect(summary).toContain(title);
    expect(summary).toContain('`evenkeel gameday --seed 42`');
  });

  it('compares times, but not counts, with their budgets', async () => {
    const budgets =
      renderMarkdown(await of(failingRun))
        .split('## Budgets')[1]
        ?.split('##')[0] ?? '';
    expect(budgets).toContain('34.2 s');
    expect(budgets).not.toContain('units');
  });

  it('keeps text from the run inside its cell', async () => {
    const summary = renderMarkdown(await on(hostileRun()));
    const outsideCode = summary.replace(/``.*``/g, '');
    expect(outsideCode).not.toContain('<script');
    expect(outsideCode).not.toMatch(/[^\\]`/);
  });
});

describe('the JUnit file', () => {
  it('reports an invalid check as a failure and an unknown one as an error', async () => {
    const xml = renderJUnit(await of(failingRun));
    expect(xml).toMatch(/<testsuite [^>]*failures="2"/);
    expect(xml).toMatch(/<testsuite [^>]*errors="1"/);
    expect(xml).toContain('12 units are gone');
  });

  it('reports no failure for a run that passed', async () => {
    expect(renderJUnit(await of(passingRun))).toMatch(/tests="9" failures="0" errors="0"/);
  });

  it('reports an error if the run was not judged', async () => {
    expect(renderJUnit(await on(interruptedRun()))).toContain('the run is interrupted');
  });

  it('carries where the run was started, its figures, and the traces of the ids that a check names', async () => {
    const { journal, ...fixture } = failingRun();
    const [first, ...others] = journal.checks;
    const checks = [...others, { ...first!, result: 'invalid' as const, evidence: ['gd7-fault-3: got 500'] }];
    const xml = renderJUnit(await on({ ...fixture, journal: { ...journal, checks } }));
    expect(xml).toContain('<property name="operator" value="ada"/>');
    expect(xml).toMatch(/<property name="p95 ms" value="[\d.]+"\/>/);
    expect(xml).toMatch(/gd7-fault-3:\n +0 ms {2}load journey checkout/);
  });

  it('is valid XML, whatever the evidence contains', async () => {
    const xml = renderJUnit(await on(hostileRun()));
    const markup = xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '');
    expect(markup).not.toContain('<script');
    expect(xml).not.toContain('\u0000');
  });
});

describe('a run directory', () => {
  it('of a killed run is read as far as possible, and lists what is missing', async () => {
    await writeRun(directory, passingRun());
    const events = join(directory, 'events.ndjson');
    await truncate(events, (await readFile(events)).length - 20);
    await rm(join(directory, 'history.ndjson'));
    const run = await readRun(directory);
    expect(run.gaps).toHaveLength(2);
    expect(run.gaps).toContain('history.ndjson is missing');
    expect(renderHtml(run)).toContain('Missing evidence');
  });

  it('has no gap for snapshots that its run does not take', async () => {
    await writeRun(directory, undefinedSystemRun());
    expect((await readRun(directory)).gaps).toEqual([]);
  });

  it('has no gap for what a run leaves out whose system was not in its steady state', async () => {
    const { journal } = passingRun();
    const unsteady = { ...journal, load: null, counts: {}, verdict: 'INVALID' as const };
    await writeRun(directory, { ...passingRun(), events: [], journal: unsteady });
    await Promise.all(['history.ndjson', 'k6/summary.json'].map((file) => rm(join(directory, file))));
    expect((await readRun(directory)).gaps).toEqual([]);
  });

  it('has a gap for each snapshot that a completed run lacks', async () => {
    await writeRun(directory, passingRun());
    await rm(join(directory, 'state'), { recursive: true });
    expect((await readRun(directory)).gaps).toHaveLength(4);
  });

  it('must have a journal', async () => {
    await expect(readRun(directory)).rejects.toThrow(ReportError);
    await writeFile(join(directory, 'journal.json'), '{"version": 1}');
    await expect(readRun(directory)).rejects.toThrow(/journal.json is not a journal/);
  });

  it('receives the report in every format', async () => {
    await writeRun(directory, passingRun());
    const paths = await writeReport(directory);
    expect(paths.map((path) => path.slice(directory.length + 1))).toEqual([
      'report.html',
      'report.md',
      'junit.xml',
      'annotations.txt',
    ]);
    expect(await readFile(paths[0] ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('is reported with the verdict on its evidence, not with the one that its journal states', async () => {
    await writeRun(directory, passingRun());
    const judgement = { verdict: 'FAIL', reasons: ['stock: an item is lost.'], checks: [] } as const;
    const [path = ''] = await writeReport(directory, {
      formats: ['html'],
      judgement: { ...judgement, reasons: [...judgement.reasons], checks: [] },
    });
    const text = await readFile(path, 'utf8');
    expect(text).toContain('stock: an item is lost.');
    expect(text).toContain('the journal states PASS, but the evidence gives FAIL');
  });
});
