/** Stream handlers skip a record when this attribute differs between its images. */
export const MARK = '_repair';
