/**
 * A column of type `timestamptz`, read as `CAST(<column> AT TIME ZONE 'UTC' AS text)`, in ISO UTC.
 */
export const isoInstant = (text: string): string => new Date(`${text.replace(' ', 'T')}Z`).toISOString();
