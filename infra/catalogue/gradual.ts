import { type FunctionName, functionNames, functions } from './functions.ts';
import { routes } from './routes.ts';

/** What a function receives, by which its release is probed and watched. */
export type Traffic = 'requests' | 'records' | 'messages';

/**
 * The functions whose releases shift traffic through CodeDeploy: those that receive requests, records or messages all
 * the time. The others receive so few calls that a canary of them shows nothing.
 */
export const gradual: ReadonlyMap<FunctionName, Traffic> = new Map(
  functionNames.flatMap((name): (readonly [FunctionName, Traffic])[] => {
    if (routes.some((route) => route.function === name)) return [[name, 'requests']];
    if (functions[name].queue === true) return [[name, 'messages']];
    return functions[name].streams === undefined ? [] : [[name, 'records']];
  }),
);

/** The functions whose answers customers wait for. An alarm on how long they take costs money all the time. */
export const awaited: readonly FunctionName[] = ['checkout-api'];
