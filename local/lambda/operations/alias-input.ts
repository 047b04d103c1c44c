import * as z from 'zod';

/** Members of the requests that create and update an alias. */
export const aliasInput = {
  FunctionVersion: z.string().regex(/^(?:\$LATEST|[0-9]+)$/u, 'must be $LATEST or the number of a version'),
  Description: z.string().max(256).optional(),
  RoutingConfig: z
    .object({ AdditionalVersionWeights: z.record(z.string(), z.number()).default({}) })
    .transform(({ AdditionalVersionWeights }) =>
      Object.entries(AdditionalVersionWeights).map(([version, weight]) => ({ version, weight })),
    )
    .optional(),
};

export const aliasName = z.string().regex(/^(?![0-9]+$)[\w-]{1,128}$/u, 'must not be a number');
