/** A run directory that cannot be reported on. */
export class ReportError extends Error {
  override name = 'ReportError';
}
