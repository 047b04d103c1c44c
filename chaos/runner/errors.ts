/** The harness, or something it stands on, cannot do its part. It says nothing of the system under test. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}
