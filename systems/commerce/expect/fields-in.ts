import type { AcceptedRequest } from '@evenkeel/chaos';

type Json = AcceptedRequest['asked'][string];

/** The fields of an object, and none of any other value. */
export function fieldsIn(value: Json | undefined): AcceptedRequest['asked'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
