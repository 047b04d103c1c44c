/** Puts a function back as it was before a release, and leaves alone what somebody else deployed meanwhile. */
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { isAwsError } from '../aws.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { TargetClients } from '../target.ts';
import { foreignOn, routeOf, withoutRelease } from './route.ts';
import type { PublishedRelease } from './started.ts';

type Clients = Pick<TargetClients, 'lambda'>;

/** Real seconds for Lambda to make new code ready. */
export const UPDATE_SECONDS = 120;

/** How often a change is tried while others change the same. */
const ATTEMPTS = 5;

/**
 * The alias no longer names the defective version, the function has its code from before, and the version is gone.
 *
 * @returns a sentence for each thing that stays as somebody else has put it
 */
export async function restore(clients: Clients, release: PublishedRelease): Promise<readonly string[]> {
  const { functionName, alias, to } = release;
  const foreign = await atItsRevision(() => restoreAlias(clients, release));
  const ownCode = await atItsRevision(() => restoreCode(clients, release));
  await clients.lambda
    .send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: to }))
    .catch((error: unknown) => {
      if (!isAwsError(error, 'ResourceNotFoundException')) {
        throw new HarnessError(`version ${to} of ${functionName} cannot be deleted: ${messageOf(error)}`);
      }
    });
  return [
    ...foreign.map((version) => `${functionName}:${alias} keeps version ${version}, which the run did not deploy`),
    ...(ownCode ? [] : [`${functionName} keeps the code of its $LATEST, which is not the run's`]),
  ];
}

/** @returns the versions that somebody else deployed */
async function restoreAlias(clients: Clients, release: PublishedRelease): Promise<readonly string[]> {
  const route = await routeOf(clients, release);
  const back = withoutRelease(route, release);
  if (back !== undefined) {
    await clients.lambda.send(
      new UpdateAliasCommand({
        FunctionName: release.functionName,
        Name: release.alias,
        FunctionVersion: back.version,
        RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(back.others) },
        RevisionId: route.revision,
      }),
    );
  }
  return foreignOn(route, release);
}

/** @returns whether the code was that of the run */
async function restoreCode({ lambda }: Clients, release: PublishedRelease): Promise<boolean> {
  const { functionName: FunctionName, intact, codeSha256 } = release;
  const { Configuration: { CodeSha256, RevisionId } = {} } = await lambda.send(
    new GetFunctionCommand({ FunctionName }),
  );
  if (CodeSha256 !== codeSha256) return false;
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: intact, RevisionId }));
  await updated(lambda, FunctionName);
  return true;
}

/** Reads and changes again what somebody has changed in between. */
async function atItsRevision<Result>(change: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change();
    } catch (error) {
      if (attempt === ATTEMPTS || !isAwsError(error, 'PreconditionFailedException')) throw error;
    }
  }
}

/** Resolves once the function runs its new code. */
export async function updated(client: Clients['lambda'], FunctionName: string): Promise<void> {
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: UPDATE_SECONDS, minDelay: 1 }, { FunctionName });
}
