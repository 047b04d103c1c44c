/** A client's resolver, which remembers an answer for as long as its record lives. */

interface Remembered<Answer> {
  readonly answer: Answer;
  /** Virtual milliseconds. */
  readonly until: number;
}

/** What the clients of one place remember of one name; undefined at first. */
export type Memory<Answer> = Remembered<Answer> | undefined;

/**
 * Answers from memory, or asks. An alias record to an endpoint of API Gateway lives for 60 s.
 *
 * @param now virtual milliseconds
 * @param ttlMs virtual milliseconds
 */
export function resolve<Answer>(
  memory: Memory<Answer>,
  now: number,
  ttlMs: number,
  ask: () => Answer,
): Remembered<Answer> {
  return memory !== undefined && now < memory.until ? memory : { answer: ask(), until: now + ttlMs };
}
