import fc from 'fast-check';

/** Real milliseconds after which an input counts as one that hangs. */
const HANG_MS = 10_000;

/**
 * Checks many inputs, and shrinks one that fails the check. The seed is in the message of the failure; `EVENKEEL_SEED`
 * repeats it.
 */
export async function fuzz<Input>(
  inputs: fc.Arbitrary<Input>,
  count: number,
  check: (input: Input) => Promise<void> | void,
): Promise<void> {
  const seed = Number(process.env['EVENKEEL_SEED'] ?? 18);
  const property = fc.asyncProperty(inputs, async (input) => {
    await withinLimit(Promise.resolve(check(input)));
  });
  await fc.assert(property, { seed, numRuns: count, interruptAfterTimeLimit: 600_000, endOnFailure: false });
}

async function withinLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${HANG_MS} ms`));
    }, HANG_MS);
  });
  try {
    await Promise.race([work, hangs]);
  } finally {
    clearTimeout(timer);
  }
}
