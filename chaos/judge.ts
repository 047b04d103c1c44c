/** From a run's evidence to its verdict. */
import type { KeyObject } from 'node:crypto';
import { type Checker, unknown as unknownCheck } from './checkers/checker.ts';
import { contradicted, evidenceAgrees } from './checkers/evidence-agrees.ts';
import { evidenceSealed } from './checkers/evidence-sealed.ts';
import { checkersOf } from './checkers/index.ts';
import type { Check, Journal, VerdictName } from './schemas/index.ts';
import { type Evidence, JournalError, readEvidence } from './evidence/index.ts';
import { recordedDiffers } from './recorded-verdict.ts';
import type { LoadedSystem, SystemDefinition } from './system/index.ts';

export interface Verdict {
  readonly verdict: VerdictName;
  /** One sentence for each check that decided the verdict. */
  readonly reasons: readonly string[];
}

export interface Judgement extends Verdict {
  readonly checks: readonly Check[];
}

export interface CheckedRun extends Judgement {
  /** Undefined if the run left no readable journal. Its only check then says why, and the verdict is INVALID. */
  readonly evidence: Evidence | undefined;
}

/** The exit code for each verdict. */
export const verdictExitCodes: Readonly<Record<VerdictName, number>> = { PASS: 0, FAIL: 1, INVALID: 3 };

/** The verdict on a run: a pure function of its evidence. */
export function judge(evidence: Evidence): Judgement {
  const checks = checkAll(evidence);
  return { checks, ...verdictOn(evidence, checks) };
}

/**
 * Judges a run directory again. The verdict is the same on any machine, and no network is needed.
 *
 * @param system the definition that the run was judged by; absent if its system has none
 * @param signer the public key whose owner must have signed the journal; absent if no signature is demanded
 * @param version of evenkeel that judges; the words of a verdict that another version recorded may differ
 * @throws RunDirectoryError when there is no such directory
 * @throws SystemMismatchError when the run was judged by another definition
 */
export async function checkRun(
  directory: string,
  system?: LoadedSystem,
  signer?: KeyObject,
  version?: string,
): Promise<CheckedRun> {
  try {
    const evidence = await readEvidence(directory, system, signer);
    return { evidence, ...judgeAgain(evidence, version) };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const checks = [unreadableJournal(error.message)];
    return { evidence: undefined, checks, ...verdictOf(checks, 'completed') };
  }
}

/**
 * The verdict on a run whose journal records one. `evidence-agrees` is unknown if it records another one.
 *
 * @internal
 */
export function judgeAgain(evidence: Evidence, version?: string): Judgement {
  const judged = judge(evidence);
  const contradictions = recordedDiffers(evidence.journal, judged, version);
  if (contradictions.length === 0) return judged;
  const checks = judged.checks.map((check) =>
    check.name === evidenceAgrees.name ? contradicted(check, contradictions) : check,
  );
  return { checks, ...verdictOn(evidence, checks) };
}

function verdictOn({ journal, system }: Evidence, checks: readonly Check[]): Verdict {
  const { verdict, reasons } = verdictOf(checks, journal.status, brokenBy(journal));
  return { verdict, reasons: verdict === 'PASS' ? [...reasons, ...unjudged(system)] : reasons };
}

/** What no check looks at, so that nobody takes a PASS for more than it says. */
function unjudged(system: SystemDefinition | undefined): string[] {
  if (system === undefined) return ['What the stores hold is not judged: the run has no definition of its system.'];
  if (system.expect === undefined) {
    return ['What each record holds is not judged: the definition of the system has no `expect`.'];
  }
  return [];
}

/**
 * If files were changed since the run ended, no check proves anything. Otherwise, an invalid check fails the run even if
 * other checks are unknown or the run did not complete, because checks prove violations only from complete files. If the
 * harness broke, such a violation may be its own doing, so the run decides
 * nothing. Neither does one that did not complete, or that has an unknown check. Otherwise it passes.
 *
 * @param why the run did not complete, if more is known than its status
 */
export function verdictOf(checks: readonly Check[], status: Journal['status'], why?: string): Verdict {
  const invalid = checks.filter(({ result }) => result === 'invalid');
  const isSealed = checks.every(({ name, result }) => name !== evidenceSealed.name || result === 'valid');
  if (invalid.length > 0 && isSealed && status !== 'broken') return { verdict: 'FAIL', reasons: invalid.map(reasonOf) };
  const undecided = checks.filter(({ result }) => result !== 'valid');
  const reasons = [...(status === 'completed' ? [] : [why ?? INCOMPLETE[status]]), ...undecided.map(reasonOf)];
  if (reasons.length > 0) return { verdict: 'INVALID', reasons };
  return { verdict: 'PASS', reasons: [`All ${checks.length} checks are valid.`] };
}

/** What broke the harness, as the runner wrote it into the journal. */
function brokenBy({ status, verdict, reasons: [reason] }: Journal): string | undefined {
  return status === 'broken' && verdict === null && reason !== undefined ? `The harness broke: ${reason}` : undefined;
}

/** Why a run that did not complete decides nothing. */
const INCOMPLETE: Readonly<Record<Exclude<Journal['status'], 'completed'>, string>> = {
  running: 'The run has not ended: it was killed, or it is still running.',
  stopped: 'A stop condition or `chaos stop` ended the run.',
  interrupted: 'The run was interrupted.',
  broken: 'The harness broke.',
};

function reasonOf({ name, summary }: Check): string {
  return `${name}: ${summary}`;
}

/** The only check of a run without a readable journal. */
function unreadableJournal(reason: string): Check {
  return { name: 'journal', ...unknownCheck('The run left no readable journal.', [reason]) };
}

/**
 * Every check that applies to the run. If a checker throws, its own check becomes `unknown`; the others are unaffected.
 *
 * @internal
 */
export function checkAll(evidence: Evidence, all: readonly Checker[] = checkersOf(evidence.system)): Check[] {
  return all.flatMap((one) => answerOf(one, evidence));
}

function answerOf({ name, appliesTo, check }: Checker, evidence: Evidence): Check[] {
  try {
    return appliesTo(evidence) ? [check(evidence)] : [];
  } catch (error) {
    return [{ name, ...unknownCheck('The checker itself failed, so this check decides nothing.', [String(error)]) }];
  }
}
